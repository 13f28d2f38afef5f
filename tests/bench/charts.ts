// Charts a second on one core, beside the plain recipe of Chart.js on a canvas with the same figures at the same size, and what
// memory is after two thousand of them.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { canPin } from './server.ts'

type Measured = {
  charts: number
  perSecond: number
  p50: number
  p95: number
  cpuMs: number
  residentMb: Record<string, number>
}

const child = fileURLToPath(new URL('charts-child.ts', import.meta.url))
const allKinds = 'bar,line,area,pie,doughnut,funnel,radar,heatmap,gauge,scatter,timeline'

export function measureCharts() {
  // In turn, and turned round, so that neither always has the quieter moment.
  const runs = ['bellhop', 'plain', 'plain', 'bellhop'].map((way) => ({
    way,
    ...drawn(way, 200, 'bar,line,pie,radar'),
  }))
  const best = (way: string) => runs.filter((run) => run.way === way).toSorted((a, b) => a.cpuMs - b.cpuMs)[0]
  const [bellhop, plain] = [best('bellhop'), best('plain')]
  const times = bellhop && plain ? Number((plain.cpuMs / bellhop.cpuMs).toFixed(2)) : undefined
  return { bellhop, plain, plainCpuOverOurs: times, many: drawn('bellhop', 2_000, allKinds) }
}

function drawn(way: string, charts: number, kinds: string): Measured {
  const args = [process.execPath, child, '--way', way, '--charts', String(charts), '--kinds', kinds]
  const [command = '', ...rest] = canPin ? ['taskset', '-c', '0', ...args] : args
  const { stdout, stderr, status } = spawnSync(command, rest, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`drawing charts ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as Measured
}
