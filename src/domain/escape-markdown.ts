// Somebody's text inside a reply: shown as it was typed, whatever CommonMark would make of it.
export function escapeMarkdown(text: string): string {
  if (!mayMean.test(text)) return text
  return text
    .replaceAll(/[\\`*~[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w{1,31};)/gu, '\\$&')
    .replaceAll(/^([^\S\n]*)(#{1,6}(?=\s|$)|>|[+-](?=\s|$)|-{2,}[^\S\n]*$|=+[^\S\n]*$)/gmu, '$1\\$2')
    .replaceAll(/^([^\S\n]*\d{1,9})([.)])(?=\s|$)/gmu, '$1\\$2')
}

/** Most words hold no sign that CommonMark reads. */
const mayMean = /[\\`*~[\]<_&#>+=.)-]/

/** Back to what it was, where words that were escaped are shown as they are. */
export function unescapeMarkdown(text: string): string {
  return text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
}

/** No link of somebody's own in words that are also shown where nothing can be escaped: a word joiner, which nobody sees, breaks it. */
export function unlinked(text: string): string {
  return text.replaceAll(/\](?=[([])/g, ']\u2060')
}
