// Did-you-mean: the candidate closest to a word, where two swapped neighbours count as one slip.
import { slipsBetween } from './nearest-name.ts'

/** The candidate somebody most likely meant, or undefined when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  if (typed.length === 0 || typed.length > longestWord) return undefined
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const distance = distanceBetween(typed, candidate.toLowerCase())
    if (distance <= allowedSlips(typed, candidate) && (!best || distance < best.distance))
      best = { candidate, distance }
  }
  return best?.candidate
}

const longestWord = 40
const mostSlips = 3

/** Half a slip for an abbreviation, so that `dash` finds `dashboard` before anything else four letters long. */
function distanceBetween(typed: string, candidate: string): number {
  if (typed.length >= 2 && candidate.startsWith(typed)) return typed === candidate ? 0 : 0.5
  return Math.abs(typed.length - candidate.length) > mostSlips ? mostSlips + 1 : slipsBetween(typed, candidate)
}

function allowedSlips(typed: string, candidate: string): number {
  const length = Math.max(typed.length, candidate.length)
  if (length < 3) return 0.5
  return length < 6 ? 1 : length < 12 ? 2 : mostSlips
}
