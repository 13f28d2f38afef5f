// Arrays as PostgreSQL reads them. `pg` would pass every element through two patterns and a conversion, which for a group of rows cost
// as much as sending it.

/** Undefined for what holds more than texts, numbers, truth values and nulls: `pg` writes that. */
export function arrayLiteral(elements: readonly unknown[]): string | undefined {
  let literal = '{'
  for (const element of elements) {
    if (literal.length > 1) literal += ','
    if (element === null || element === undefined) literal += 'NULL'
    else if (typeof element === 'string') literal += `"${needsEscape.test(element) ? escaped(element) : element}"`
    else if (typeof element === 'number' || typeof element === 'boolean') literal += `"${element}"`
    else return undefined
  }
  return `${literal}}`
}

const needsEscape = /["\\]/

function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&')
}
