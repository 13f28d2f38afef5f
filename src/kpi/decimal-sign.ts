// Which sign stands before the decimals. 1.234 alone does not say; the other figures of its file may.
export type DecimalSign = '.' | ','

const others = { '.': ',', ',': '.' } as const

/** What a figure says by itself. */
export function decimalSignOf(cell: string): DecimalSign | undefined {
  const [digits = ''] = /[\d.,]*\d/.exec(cell.replaceAll(/(?<=\d)[\s'’](?=\d)/g, '')) ?? []
  const signs: string[] = digits.match(/[.,]/g) ?? []
  const last = signs.at(-1) as DecimalSign | undefined
  if (!last) return undefined
  if (signs.includes(others[last])) return last
  // Only between thousands can it stand twice.
  if (signs.length > 1) return others[last]
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? undefined : last
}

/** The sign for each figure of a file; undefined where it can be read in two ways. `usual` counts where no figure says. */
export function createSignReader(
  cells: Iterable<string>,
  usual: DecimalSign,
): (cell: string) => DecimalSign | undefined {
  const said = new Set<DecimalSign>()
  for (const cell of cells) {
    const sign = decimalSignOf(cell)
    if (sign) said.add(sign)
  }
  if (said.size === 2) return (cell) => decimalSignOf(cell) ?? (/[.,]/.test(cell) ? undefined : usual)
  const [only = usual] = said
  return () => only
}

/** With a point before the decimals and commas between thousands, whatever stood there. */
export function withPoint(cell: string, sign: DecimalSign): string {
  const turned = sign === '.' ? cell : cell.replaceAll(/[.,]/g, (each) => others[each as DecimalSign])
  return turned.replaceAll(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, ',')
}
