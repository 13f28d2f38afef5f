// Tells `revenue last 6 months` from figures: words, none of which is a figure, with a period before or after them.
import { splitPeriod } from '../../domain/period.ts'
import { readWords } from './read-words.ts'

/** Longer than a few names with a period and whatever is asked for by name. */
const longest = 1_000

export function asksForKpis(data: string): { what: string; period: string | undefined; flags: string } | undefined {
  if (data.length > longest || /[=\n]/.test(data.replaceAll(/(--|[—–―])\p{L}.*$/gu, ''))) return undefined
  const read = readWords(data)
  if ('fault' in read || read.typed.some(({ name, series }) => name !== undefined || series !== '')) return undefined
  const { period, said, rest } = splitPeriod(data.replace(/\s*(--|[—–―])\p{L}.*$/u, ''))
  if (!/\p{L}/u.test(rest) || (!period && /\d/.test(rest))) return undefined
  return { what: rest, period: said || undefined, flags: read.flags }
}
