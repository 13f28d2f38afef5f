// One way of drawing charts, in a process of its own so that it has one core to itself: as Bellhop does, or by the plain recipe
// of Chart.js on a canvas. Says how many a second, and what its memory was on the way.
import { parseArgs } from 'node:util'
import { createCanvas } from '@napi-rs/canvas'
import { Chart, registerables } from 'chart.js'
import { drawInThread } from '../../src/charts/draw-in-thread.ts'
import { type ChartKind, isPlotted } from '../../src/domain/chart.ts'
import { sampleChart } from '../support/chart-samples.ts'

const { values } = parseArgs({
  options: { way: { type: 'string' }, charts: { type: 'string' }, kinds: { type: 'string' } },
})
const kinds = (values.kinds ?? 'bar,line,pie,radar').split(',') as ChartKind[]
const total = Number(values.charts ?? 200)
const specs = kinds.map((kind) => sampleChart(kind, 'latin', 'light'))
const size = { width: 640, height: 442 }

const draw = values.way === 'plain' ? drawPlain : async (i: number) => void (await drawInThread({ chart: specAt(i) }))
if (values.way === 'plain') Chart.register(...registerables)
for (let i = 0; i < 20; i++) await draw(i)
const residentMb: Record<number, number> = {}
const times: number[] = []
const cpu = process.cpuUsage()
const start = performance.now()
for (let i = 1; i <= total; i++) {
  const before = performance.now()
  await draw(i)
  times.push(performance.now() - before)
  if (i === Math.round(total / 10) || i === Math.round(total / 2) || i === total)
    residentMb[i] = Math.round(process.memoryUsage.rss() / 1e6)
}
const used = process.cpuUsage(cpu)
const seconds = (performance.now() - start) / 1_000
times.sort((a, b) => a - b)
const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(1))
console.log(
  JSON.stringify({
    charts: total,
    perSecond: Number((total / seconds).toFixed(1)),
    p50: at(0.5),
    p95: at(0.95),
    cpuMs: Number(((used.user + used.system) / 1_000 / total).toFixed(1)),
    residentMb,
  }),
)

function specAt(i: number) {
  const spec = specs[i % specs.length]
  if (!spec) throw new Error('no kinds')
  return spec
}

/** A canvas, a chart with the same figures, title and legend, a PNG: nothing fitted, nothing wrapped, no font chosen. */
async function drawPlain(i: number): Promise<void> {
  const spec = specAt(i)
  if (!isPlotted(spec)) throw new Error('the plain recipe has no such kind')
  const canvas = createCanvas(size.width, size.height)
  const chart = new Chart(canvas as never, {
    type: spec.kind as 'bar',
    data: { labels: spec.labels, datasets: spec.series.map(({ name, values: data }) => ({ label: name, data })) },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: 2,
      plugins: { title: { display: true, text: spec.title }, subtitle: { display: true, text: spec.subtitle ?? '' } },
    },
    plugins: [
      {
        id: 'ground',
        beforeDraw: ({ ctx }) => {
          ctx.fillStyle = '#ffffff'
          ctx.fillRect(0, 0, size.width, size.height)
        },
      },
    ],
  })
  await canvas.encode('png')
  chart.destroy()
  await new Promise((resolve) => setImmediate(resolve))
}
