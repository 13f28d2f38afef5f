// The pieces a line of CommonMark is made of, before emphasis and links are matched.
import type { Style } from './styled.ts'

export type Token = {
  text: string
  /** A whole of its own, such as code or an autolink. */
  style?: Style
  /** A run of `*`, `_` or `~~`: how much of it is still to be matched. */
  run?: Run
}

export type Run = {
  char: string
  length: number
  left: number
  canOpen: boolean
  canClose: boolean
  isSettled: boolean
}

/** A style from the end of one token to the beginning of another. */
export type Stretch = { from: number; to: number; style: Style }

const space = /^\s$/u
const punctuation = /^[\p{P}\p{S}]$/u

/** Whether a run of these may open or close emphasis, by what stands around it. */
export function toRun(text: string, at: number, length: number): Run {
  const char = text[at] ?? ''
  const before = characterBefore(text, at)
  const after = at + length < text.length ? String.fromCodePoint(text.codePointAt(at + length) ?? 32) : ' '
  const [isSpaceBefore, isSpaceAfter] = [space.test(before), space.test(after)]
  const [isMarkBefore, isMarkAfter] = [punctuation.test(before), punctuation.test(after)]
  const isLeft = !isSpaceAfter && (!isMarkAfter || isSpaceBefore || isMarkBefore)
  const isRight = !isSpaceBefore && (!isMarkBefore || isSpaceAfter || isMarkAfter)
  const isWithinWord = char === '_' && isLeft && isRight
  const canOpen = isLeft && (!isWithinWord || isMarkBefore)
  const canClose = isRight && (!isWithinWord || isMarkAfter)
  return { char, length, left: length, canOpen, canClose, isSettled: char === '~' && length !== 2 }
}

function characterBefore(text: string, at: number): string {
  if (at === 0) return ' '
  const low = text.charCodeAt(at - 1)
  const isPair = low >= 0xdc00 && low <= 0xdfff && at > 1
  return isPair ? text.slice(at - 2, at) : (text[at - 1] ?? ' ')
}
