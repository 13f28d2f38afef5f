// The figures of the peers as people read them: a table, and how Bellhop stands to those it wants to beat.
import type { Result } from './measure-peers.ts'

const columns = [
  'target',
  'kind',
  'max/s',
  'ack p50/p99 ms',
  'reply p50/p99 ms',
  'at/s',
  'CPU us/request',
  'RSS MB',
  'start ms',
  'cores 0/1 busy',
  'again',
  'doubled',
  'lost',
]

export function tableOf(results: readonly Result[]): string {
  const rows = results.map((one) => {
    const { ack, reply, rate, busy } = one.half
    const { again, doubled, lost } = one.redelivered
    return [
      ...[one.target, one.kind, one.max, `${ack.p50}/${ack.p99}`, `${reply.p50}/${reply.p99}`, rate],
      ...[one.cpuUsPerRequest, `${one.idleMb} -> ${one.afterMb}`, one.startMs, busy.slice(0, 2).join('/')],
      ...[again, doubled, lost],
    ].map(String)
  })
  const widths = columns.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [columns, ...rows].map(line).join('\n')
}

/** Bellhop's sustained rate for each of these; missing where one of the two was not measured. */
export function ratiosOf(results: readonly Result[]): Record<string, number> {
  const ratios: Record<string, number> = {}
  for (const { target, kind, max } of results) {
    const ours = results.find((one) => one.target === 'bellhop' && one.kind === kind)
    if (target !== 'bellhop' && ours && max > 0) ratios[`${kind} to ${target}`] = Number((ours.max / max).toFixed(2))
  }
  return ratios
}
