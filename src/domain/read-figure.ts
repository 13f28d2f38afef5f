// Numbers as people type them: 1,200 and 1.5k and €12 and 40%.
export type ReadFigure = { value: number; unit: string | undefined }

const form =
  /^([-+−–]?)(\p{Sc}?)([-−]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(e[-+]?\d{1,3})?\s?([kmb]|bn)?\s?(%|\p{Sc}|°C|°F|°)?$/iu
const sizes: Record<string, number> = { k: 1e3, m: 1e6, b: 1e9, bn: 1e9 }

export function readFigure(text: string): ReadFigure | undefined {
  const found = form.exec(text.trim())
  if (!found) return undefined
  const [, sign = '', before, inner = '', digits = '', power = '', size = '', after] = found
  const isNegative = /[-−–]/.test(sign + inner)
  const value = Number(digits.replaceAll(',', '') + power) * (sizes[size.toLowerCase()] ?? 1)
  if (!Number.isFinite(value)) return undefined
  return { value: Number((isNegative ? -value : value).toPrecision(15)), unit: before || after || undefined }
}

/** Beyond it sums would lose the digits that people look at. */
export const largestFigure = 1e15

/** What stands in a table where there is no figure. */
export function isGap(text: string): boolean {
  return /^(|-|–|—|n\/?a|null|none|\?)$/i.test(text.trim())
}
