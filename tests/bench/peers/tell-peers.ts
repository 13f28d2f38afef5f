// The figures of the peers as people read them: a table of the rounds that count, and how Bellhop stood in each of them.
import type { Kind } from './names.ts'
import { countingOf, type Result, roundsOf } from './rounds.ts'

const columns = [
  'target',
  'kind',
  'round',
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
  'to its rival, by round',
]

export function tableOf(results: readonly Result[]): string {
  const rows = countingOf(results).map((one) => {
    const { ack, reply, rate, busy } = one.half
    const { again, doubled, lost } = redeliveredTo(one, results)
    return [
      ...[one.target, one.kind, one.round, one.max, `${ack.p50}/${ack.p99}`, `${reply.p50}/${reply.p99}`, rate],
      ...[one.cpuUsPerRequest, `${one.idleMb} -> ${one.afterMb}`, one.startMs, busy.slice(0, 2).join('/')],
      ...[again, doubled, lost, one.target === 'bellhop' ? ratiosOfEach(one.kind, results) : ''],
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

/** Of all rounds in which events came twice. */
function redeliveredTo({ target, kind }: Result, results: readonly Result[]) {
  const total = { again: 0, doubled: 0, lost: 0 }
  for (const one of results) {
    if (one.target !== target || one.kind !== kind || !one.redelivered) continue
    total.again += one.redelivered.again
    total.doubled += one.redelivered.doubled
    total.lost += one.redelivered.lost
  }
  return total
}

function ratiosOfEach(kind: Kind, results: readonly Result[]): string {
  const rounds = roundsOf(results).filter((one) => one.kind === kind)
  return rounds.map(({ ratio }) => ratio).join(' ')
}
