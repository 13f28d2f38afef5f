// What is handed to PostgreSQL, as it will give it back.
/** Text as PostgreSQL can keep it: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '\u2400').toWellFormed() : text
}

/** PostgreSQL takes an id in several spellings, and knows one. */
export function uuidText(id: string | null): string | null {
  if (id === null || canonical.test(id)) return id
  const digits = id.toLowerCase().replace(/[{}-]/g, '')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const canonical = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
