// How many columns of a terminal a text takes, and how to cut it to fit.

/** Columns that `text`, a single line without control characters, takes. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment)
  return width
}

/** `text` cut to at most `width` columns, with an ellipsis where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (text.length <= width && isPlain(text)) return text
  let taken = 0
  let fits = ''
  for (const { segment, index } of graphemes.segment(text)) {
    const next = taken + graphemeWidth(segment)
    if (next > width) return `${fits}…`
    taken = next
    // Room for the ellipsis, in case more follows.
    if (taken < width) fits = text.slice(0, index + segment.length)
  }
  return text
}

export function padToWidth(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return side === 'end' ? text + space : space + text
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text)
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0
  return isWide(grapheme) ? 2 : 1
}

function isWide(grapheme: string): boolean {
  return /^\p{RGI_Emoji}$|\p{Emoji_Presentation}|^.\ufe0f/v.test(grapheme) || eastAsianWide.test(grapheme)
}

// Unicode's wide and fullwidth blocks; regular expressions have no property for them.
const eastAsianWide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18fff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]/u
