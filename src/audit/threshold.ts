// Thresholds as people write them: `10 per 5m`, or `off`.
import { lengthText } from '../domain/length-text.ts'
import type { Threshold } from './detectors/detector.ts'

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const longestMs = 30 * units.d

/** What their settings begin with; the name of the detector follows. */
export const thresholdSettings = 'alert.'

/** By the name of the detector. */
export function thresholdsIn(settings: { name: string; value: string }[]): Map<string, Threshold | 'off'> {
  return new Map(
    settings.flatMap(({ name, value }) => {
      const threshold = parseThreshold(value)
      return threshold ? [[name.slice(thresholdSettings.length), threshold] as const] : []
    }),
  )
}

/** Undefined when it is none. */
export function parseThreshold(text: string): Threshold | 'off' | undefined {
  const said = text.trim().toLowerCase()
  if (said === 'off') return 'off'
  const [, count = '', length = '', unit = ''] =
    /^(\d{1,4}) ?(?:per|in|within|\/) ?(\d{1,4}) ?([smhd])$/.exec(said) ?? []
  const threshold = { count: Number(count), withinMs: Number(length) * (units[unit as keyof typeof units] ?? 0) }
  return threshold.count > 0 && threshold.withinMs > 0 && threshold.withinMs <= longestMs ? threshold : undefined
}

export function thresholdText({ count, withinMs }: Threshold): string {
  return `${count} per ${lengthText(withinMs)}`
}
