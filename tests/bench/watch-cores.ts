// How busy each core was: tells whether the driver's core was the wall.
import { readFileSync } from 'node:fs'

/** What share of the time since the last look each core was at work. */
export function watchCores(): () => number[] {
  const before = readCores()
  return () =>
    readCores().map(({ busy, all }, core) => {
      const was = before[core] ?? { busy: 0, all: 0 }
      return Number(((busy - was.busy) / Math.max(1, all - was.all)).toFixed(2))
    })
}

function readCores(): { busy: number; all: number }[] {
  const lines = readFileSync('/proc/stat', 'utf8').match(/^cpu\d+ .*$/gm) ?? []
  return lines.map((line) => {
    const times = line.split(' ').slice(1, 9).map(Number)
    const all = times.reduce((sum, time) => sum + time, 0)
    return { all, busy: all - (times[3] ?? 0) - (times[4] ?? 0) }
  })
}
