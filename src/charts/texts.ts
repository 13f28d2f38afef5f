// Text that has to fit: measured, broken into lines, shortened at a whole character with an ellipsis.
import type { SKRSContext2D } from '@napi-rs/canvas'

export type Pen = Pick<SKRSContext2D, 'font' | 'measureText'>

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const words = new Intl.Segmenter('en', { granularity: 'word' })

export function fitText(pen: Pen, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text
  const letters = [...characters.segment(text)].map(({ segment }) => segment)
  let [low, high] = [0, letters.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (pen.measureText(shortened(letters, middle)).width <= width) low = middle
    else high = middle - 1
  }
  return shortened(letters, low)
}

/** At most so many lines; what is left over ends the last with an ellipsis. */
export function wrapText(pen: Pen, text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  const pieces = [...words.segment(text)].map(({ segment }) => segment)
  for (let i = 0; i < pieces.length; i++) {
    const longer = line + pieces[i]
    if (pen.measureText(longer.trim()).width <= width || line.trim() === '') {
      line = longer
      continue
    }
    if (lines.length === most - 1) return [...lines, fitText(pen, (line + pieces.slice(i).join('')).trim(), width)]
    lines.push(fitText(pen, line.trim(), width))
    line = pieces[i] ?? ''
  }
  return line.trim() ? [...lines, fitText(pen, line.trim(), width)] : lines
}

function shortened(letters: string[], count: number): string {
  return `${letters.slice(0, count).join('').trimEnd()}…`
}

/** By its first letter, as Unicode has it. */
export function isRightToLeft(text: string): boolean {
  const [letter = ''] = /\p{L}/u.exec(text) ?? []
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(letter)
}

/** Words and a figure on one line: whichever way the words run, the figure stays whole beside them. */
export function beside(words: string, figure: string, gap = ' '): string {
  return `\u2068${words}\u2069${gap}\u2068${figure}\u2069`
}
