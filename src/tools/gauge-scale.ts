// From where to where the scale of a gauge runs: the value, the target and 0 are on it.
export type Scale = { min?: number | undefined; max?: number | undefined }

const room = 1.25

/** What somebody said of it stays; what they left open goes beyond that. */
export function gaugeScale(
  { unit }: { unit: string },
  { value, target }: { value: number; target: number | null },
  said: Scale = {},
): { min: number; max: number } {
  const all = [0, value, target ?? 0]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const top = unit === '%' && high <= 100 ? 100 : high * room
  const min = said.min ?? Math.min(low * room, said.max === undefined ? 0 : said.max - 1)
  const max = said.max ?? Math.max(top, said.min === undefined ? 0 : said.min + 1)
  return max > min ? { min, max } : { min, max: min + 1 }
}
