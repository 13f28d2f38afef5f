// Did-you-mean: the candidate closest to a word, where two swapped neighbours count as one slip.

/** The candidate somebody most likely meant, or undefined when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  if (typed.length === 0 || typed.length > longestWord) return undefined
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const distance = slipsBetween(typed, candidate.toLowerCase())
    if (distance <= allowedSlips(typed, candidate) && (!best || distance < best.distance))
      best = { candidate, distance }
  }
  return best?.candidate
}

const longestWord = 40

/** Half a slip for an abbreviation, so that `dash` finds `dashboard` before anything else four letters long. */
function slipsBetween(typed: string, candidate: string): number {
  if (typed.length >= 2 && candidate.startsWith(typed)) return typed === candidate ? 0 : 0.5
  return editDistance(typed, candidate)
}

function allowedSlips(typed: string, candidate: string): number {
  const length = Math.max(typed.length, candidate.length)
  if (length < 3) return 0.5
  return length < 6 ? 1 : length < 12 ? 2 : 3
}

/** Damerau's distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Number.POSITIVE_INFINITY
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + change)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) least = Math.min(least, at(twoAbove, j - 2) + 1)
      row.push(least)
    }
    twoAbove = above
    above = row
  }
  return at(above, b.length)
}

function at(row: number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
