// A verified chain in sentences for whoever runs this installation.
import type { ChainReport } from './verify-store.ts'

const sealedWithinMs = 60_000

export function chainReportLines({ org, entries, erased, fault, tail }: ChainReport, now: number): string[] {
  const lines: string[] = []
  if (fault) lines.push(`${org}: entry ${fault.seq} ${fault.what}. The ${entries} before it are sound.`)
  else
    lines.push(
      `${org}: ${entries} entries are as they were sealed${erased > 0 ? `; ${erased} had a person erased from them` : ''}.`,
    )
  if (tail.count > 0 && tail.oldest) {
    const age = Math.max(0, now - tail.oldest.getTime())
    const late = age > sealedWithinMs ? ' Is Bellhop running? It seals within seconds.' : ''
    lines.push(
      `${org}: ${tail.count} are not sealed yet, the oldest for ${Math.round(age / 1000)} s: nothing protects them so far.${late}`,
    )
  }
  return lines
}
