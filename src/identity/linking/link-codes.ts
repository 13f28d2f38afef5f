// The secrets that travel while accounts are linked: a code to carry over, a token for a page, six digits to bring back.
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** Crockford's alphabet: no letter that reads like a digit. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 80 bits that a person can type: `AB12-CD34-EF56-GH78`. */
export function newChatToken(): string {
  const text = [...randomBytes(16)].map((byte) => letters[byte & 31]).join('')
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** 128 bits for an address. */
export function newPageToken(): string {
  return randomBytes(16).toString('base64url')
}

export function newDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

/** What stands at rest of a token; typed ones count however they were typed. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** The token as it was made, whatever became of its dashes and letters on the way; undefined when it is none. */
export function readChatToken(typed: string): string | undefined {
  const bare = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (bare.length !== 16 || [...bare].some((letter) => !letters.includes(letter))) return undefined
  return bare.replace(/(.{4})(?=.)/g, '$1-')
}

export function isDigits(typed: string): boolean {
  return /^\d{3}\s?\d{3}$/.test(typed.trim())
}

export function sameDigits(typed: string, code: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(typed.replace(/\s/g, ''))), Buffer.from(hashOf(code)))
}
