// The short reference people can quote. It follows from the event's key, so every try of one event, in every process, bears the same.
import { createHash } from 'node:crypto'

/** Crockford's alphabet: no letter that reads like a digit. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function referenceOf(key: string): string {
  const bytes = createHash('sha256').update(key).digest()
  const text = [...bytes.subarray(0, 10)].map((byte) => letters[byte & 31]).join('')
  return `${text.slice(0, 5)}-${text.slice(5)}`
}
