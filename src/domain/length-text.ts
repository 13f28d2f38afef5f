// Stretches of time as people write them: `90s`, `5m`, `8h`, `2d`.
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** In the largest unit that fits. */
export function lengthText(ms: number): string {
  const unit = (['d', 'h', 'm'] as const).find((one) => ms % units[one] === 0) ?? 's'
  return `${ms / units[unit]}${unit}`
}

/** Undefined when it is none, or longer than `most`. */
export function parseLength(text: string, most: number): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,5}) ?([smhd])$/.exec(text.trim().toLowerCase()) ?? []
  const ms = Number(count) * (units[unit as keyof typeof units] ?? 0)
  return ms > 0 && ms <= most ? ms : undefined
}
