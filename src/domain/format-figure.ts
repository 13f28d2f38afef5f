// Numbers as people read them in charts and their words: grouped, rounded, with the unit where it belongs.

export type FigureFormat = { unit?: string | undefined; decimals?: number | undefined }

export function formatFigure(value: number, { unit, decimals }: FigureFormat = {}): string {
  return withUnit(Intl.NumberFormat('en', digits(decimals, value)).format(value), unit)
}

/** For the scale beside a chart: 12.5K, 3M. */
export function formatTick(value: number, { unit, decimals }: FigureFormat = {}): string {
  if (Math.abs(value) < 10_000) return formatFigure(value, { unit, decimals })
  const short = Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 }).format(value)
  return withUnit(short, unit)
}

/** Small numbers keep two digits that say something. */
function digits(decimals: number | undefined, value: number): Intl.NumberFormatOptions {
  if (decimals !== undefined) return { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const isSmall = value !== 0 && Math.abs(value) < 0.1
  return isSmall ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }
}

function withUnit(number: string, unit: string | undefined): string {
  if (!unit) return number
  if (/^\p{Sc}$/u.test(unit)) return number.startsWith('-') ? `-${unit}${number.slice(1)}` : `${unit}${number}`
  return /^[%°‰]/u.test(unit) ? `${number}${unit}` : `${number} ${unit}`
}
