// The short reference people can quote. It follows from the event's key, so every try of one event, in every process, bears the same.
import { hash } from 'node:crypto'

/** Crockford's alphabet: no letter that reads like a digit. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function referenceOf(key: string): string {
  const bytes = hash('sha256', key, 'buffer')
  let text = ''
  for (let i = 0; i < 10; i++) text += `${i === 5 ? '-' : ''}${letters[(bytes[i] ?? 0) & 31]}`
  return text
}
