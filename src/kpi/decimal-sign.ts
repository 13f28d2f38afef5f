// Which sign stands before the decimals. 1.234 alone does not say; the other figures of its file may.
export type DecimalSign = '.' | ','

const others = { '.': ',', ',': '.' } as const

/** No figure has more signs, and in a text of a million dots there is nothing to look for. */
const longest = 100

/** What a figure says by itself. */
export function decimalSignOf(cell: string): DecimalSign | undefined {
  if (cell.length > longest) return undefined
  const [digits = ''] = /[\d.,]*\d/.exec(cell.replaceAll(/(?<=\d)[\s'’](?=\d)/g, '')) ?? []
  const signs: string[] = digits.match(/[.,]/g) ?? []
  const last = signs.at(-1) as DecimalSign | undefined
  if (!last) return undefined
  if (signs.includes(others[last])) return last
  // Only between thousands can it stand twice.
  if (signs.length > 1) return others[last]
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? undefined : last
}

/** Told each figure of a file first, it knows the sign in each; undefined where it can be read in two ways. `usual` counts where no figure says. */
export function createSigns(usual: DecimalSign) {
  const said = new Set<DecimalSign>()
  return {
    note(cell: string): void {
      const sign = said.size < 2 && decimalSignOf(cell)
      if (sign) said.add(sign)
    },
    signIn(cell: string): DecimalSign | undefined {
      if (said.size === 2) return decimalSignOf(cell) ?? (/[.,]/.test(cell) ? undefined : usual)
      const [only = usual] = said
      return only
    },
  }
}

/** With a point before the decimals and commas between thousands, whatever stood there. */
export function withPoint(cell: string, sign: DecimalSign): string {
  const turned = sign === '.' ? cell : cell.replaceAll(/[.,]/g, (each) => others[each as DecimalSign])
  return turned.replaceAll(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, ',')
}
