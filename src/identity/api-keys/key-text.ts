// An API key as people copy it: a mark, a beginning that finds it, and 256 random bits of which only a hash is kept.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createSecret, type Secret } from '../../domain/secret.ts'

export type MadeKey = { key: Secret; prefix: string; hash: string }

/** The mark lets whoever scans for leaked secrets know one of ours. */
const form = /^bhk_([0-9a-z]{12})_([\w-]{43})$/
const letters = '0123456789abcdefghijklmnopqrstuv'

export function makeKey(): MadeKey {
  const prefix = [...randomBytes(12)].map((byte) => letters[byte & 31]).join('')
  const secret = randomBytes(32).toString('base64url')
  return { key: createSecret(`bhk_${prefix}_${secret}`), prefix, hash: hashOf(secret) }
}

/** The beginning and what follows, or undefined for what cannot be a key. */
export function readKey(text: string): { prefix: string; secret: string } | undefined {
  const [, prefix, secret] = form.exec(text) ?? []
  return prefix && secret ? { prefix, secret } : undefined
}

/** Takes as long whether there is such a key or not, and whichever byte is wrong. */
export function opens(secret: string, hash: string | undefined): boolean {
  const given = Buffer.from(hashOf(secret), 'hex')
  const kept = Buffer.from(hash ?? '', 'hex')
  const isThere = kept.length === given.length
  return timingSafeEqual(given, isThere ? kept : given) && isThere
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
