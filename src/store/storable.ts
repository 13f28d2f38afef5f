/** Text as PostgreSQL can keep it: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '\u2400').toWellFormed() : text
}
