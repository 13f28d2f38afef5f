// Arrays as PostgreSQL reads them. `pg` would pass every element through two patterns and a conversion, which for a group of rows cost
// as much as sending it.

/** Undefined for what holds more than texts, numbers, truth values and nulls: `pg` writes that. */
export function arrayLiteral(elements: readonly unknown[]): string | undefined {
  const texts: (string | null)[] = []
  let hasNull = false
  for (const element of elements) {
    if (element === null || element === undefined) texts.push(null)
    else if (typeof element === 'string') texts.push(needsEscape.test(element) ? escaped(element) : element)
    else if (typeof element === 'number' || typeof element === 'boolean') texts.push(String(element))
    else return undefined
    hasNull ||= element === null || element === undefined
  }
  // Joined at once: put together piece by piece, each piece would leave an object behind.
  if (hasNull) return `{${texts.map((text) => (text === null ? 'NULL' : `"${text}"`)).join(',')}}`
  return texts.length > 0 ? `{"${texts.join('","')}"}` : '{}'
}

const needsEscape = /["\\]/

/** JSON escapes these two signs as PostgreSQL reads them, several times as fast as a pattern; the others that it escapes it does not. */
function escaped(text: string): string {
  if (!hasControl.test(text) && text.isWellFormed()) return JSON.stringify(text).slice(1, -1)
  return text.replace(/["\\]/g, '\\$&')
}

const hasControl = /\p{Cc}/u
