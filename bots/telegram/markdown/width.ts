// How many columns a text takes in a fixed-width font: East Asian letters and emoji take two, marks none.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u
const segmenter = new Intl.Segmenter()

export function width(text: string): number {
  let columns = 0
  for (const { segment } of segmenter.segment(text)) columns += widthOf(segment)
  return columns
}

function widthOf(segment: string): number {
  if (/^[\p{M}\p{C}]*$/u.test(segment)) return 0
  return wide.test(segment) ? 2 : 1
}
