// Draws the figures of a data_visualization block: bars, lines, areas, pies.
import { h, svg } from './dom.js'

const width = 460
const height = 220
const edge = { left: 46, right: 12, top: 12, bottom: 28 }

export function chartOf({ title, chart }) {
  const series = chart.type === 'pie' ? chart.segments.map(({ label }) => ({ name: label })) : chart.series
  const drawing = chart.type === 'pie' ? pie(chart.segments) : plot(chart)
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': saying(title, chart) },
    drawing,
  )
  const legend =
    series.length > 1 &&
    h(
      'ul',
      { class: 'legend' },
      series.map(({ name }, i) => h('li', { class: `c${i % 8}` }, name)),
    )
  return h('figure', { class: 'chart' }, h('figcaption', { class: 'chart-title' }, title), picture, legend)
}

function saying(title, { segments, series = [] }) {
  const points = (list) => list.map(({ label, value }) => `${label} ${value}`).join(', ')
  return [title, ...(segments ? [points(segments)] : series.map(({ name, data }) => `${name}: ${points(data)}`))].join(
    '. ',
  )
}

function plot({ type, series, axis_config: axis }) {
  const labels = axis?.categories ?? series[0].data.map((point) => point.label)
  const values = series.flatMap(({ data }) => data.map((point) => point.value))
  const scale = niceScale(Math.min(0, ...values), Math.max(0, ...values))
  const inner = { w: width - edge.left - edge.right, h: height - edge.top - edge.bottom }
  const step = inner.w / labels.length
  const x = (i) => edge.left + step * (i + 0.5)
  const y = (value) => edge.top + inner.h * (1 - (value - scale.low) / (scale.high - scale.low))
  const at = ({ data }, label) => data.find((point) => point.label === label)?.value ?? 0
  const every = Math.ceil(labels.length / 8)
  const grid = scale.ticks.map((tick) => [
    svg('line', { class: 'grid', x1: edge.left, x2: width - edge.right, y1: y(tick), y2: y(tick) }),
    svg('text', { class: 'tick', x: edge.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, short(tick)),
  ])
  const names = labels.map(
    (label, i) =>
      i % every === 0 && svg('text', { class: 'tick', x: x(i), y: height - 8, 'text-anchor': 'middle' }, label),
  )
  const shapes = series.map((one, k) => {
    const points = labels.map((label, i) => [x(i), y(at(one, label))])
    if (type === 'bar') {
      const bar = Math.min(48, (step * 0.72) / series.length)
      return points.map(([px, py], i) =>
        svg(
          'rect',
          {
            class: `c${k % 8}`,
            x: px + bar * (k - series.length / 2),
            width: Math.max(1, bar - 2),
            y: Math.min(py, y(0)),
            height: Math.max(1, Math.abs(y(0) - py)),
            rx: 2,
          },
          svg('title', {}, `${one.name}, ${labels[i]}: ${at(one, labels[i])}`),
        ),
      )
    }
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${px},${py}`).join('')
    const area =
      type === 'area' &&
      svg('path', { class: `area c${k % 8}`, d: `${path}L${points.at(-1)[0]},${y(0)}L${points[0][0]},${y(0)}Z` })
    const dots = points.map(([px, py], i) =>
      svg(
        'circle',
        { class: `c${k % 8}`, cx: px, cy: py, r: 3 },
        svg('title', {}, `${one.name}, ${labels[i]}: ${at(one, labels[i])}`),
      ),
    )
    return [area, svg('path', { class: `line c${k % 8}`, d: path }), dots]
  })
  return [grid, names, shapes]
}

function pie(segments) {
  const total = segments.reduce((sum, { value }) => sum + value, 0)
  const [cx, cy, r] = [width / 2, height / 2, 96]
  let turned = 0
  return segments.map(({ label, value }, i) => {
    const share = value / total
    const [from, to] = [turned, turned + share]
    turned = to
    const point = (part) => [cx + r * Math.sin(2 * Math.PI * part), cy - r * Math.cos(2 * Math.PI * part)]
    const title = svg('title', {}, `${label}: ${value} (${Math.round(share * 100)} %)`)
    if (share > 0.999) return svg('circle', { class: `c${i % 8}`, cx, cy, r }, title)
    const d = `M${cx},${cy}L${point(from)}A${r},${r} 0 ${share > 0.5 ? 1 : 0} 1 ${point(to)}Z`
    return svg('path', { class: `slice c${i % 8}`, d }, title)
  })
}

function niceScale(low, high) {
  const span = high - low || 1
  const rough = span / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil((high || 1) / step) * step]
  const ticks = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, i) =>
    Number((bottom + i * step).toPrecision(12)),
  )
  return { low: bottom, high: top, ticks }
}

function short(value) {
  return Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 }).format(value)
}
