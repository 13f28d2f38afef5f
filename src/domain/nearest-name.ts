// What somebody probably meant by a name we do not know.

/** The candidate that takes the fewest slips of a finger to reach, at most two (one for names of up to four letters). */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let nearest: { candidate: string; slips: number } | undefined
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > 2) continue
    const slips = slipsBetween(name, candidate)
    if (slips > (candidate.length <= 4 ? 1 : 2)) continue
    if (!nearest || slips < nearest.slips) nearest = { candidate, slips }
  }
  return nearest?.candidate
}

/** Letters left out, added, mistaken or swapped with their neighbour. */
export function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
