// Secrets at rest: AES-256-GCM under the newest key, bound to where they stand, so that a row copied elsewhere does not open.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { BellhopError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { SealedPlace } from './sealed-columns.ts'

export type Seal = {
  /** `place` names the kind and the row, such as `installation T1`; kinds are listed in sealed-columns.ts. */
  close(place: SealedPlace, text: string): string
  open(place: SealedPlace, sealed: string): string
}

export type KeyRing = Seal & {
  /** What everything closed from here on begins with. */
  newest(): string
  /** How many keys open. */
  size(): number
  /** From here on this key closes; the others still open. */
  put(key: Secret): void
}

type Key = { id: string; bytes: Buffer }

/** Newest key first; older ones still open what they closed. */
export function createSeal(keys: readonly Secret[]): KeyRing {
  const ring = keys.map(keyOf)

  function newest(): Key {
    const [first] = ring
    if (!first) throw new BellhopError('internal', 'There is no encryption key.')
    return first
  }

  return {
    newest: () => `v2.${newest().id}.`,
    size: () => ring.length,
    put: (key) => void ring.unshift(keyOf(key)),
    close(place, text) {
      const { id, bytes } = newest()
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v2.${id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(place, sealed) {
      // What was closed before keys had names does not say which key it was.
      const [, id, body = ''] = /^(?:v2\.([0-9a-f]{8})|v1)\.([\w-]+)$/.exec(sealed) ?? []
      for (const key of ring) {
        const text = id === undefined || id === key.id ? tryKey(key.bytes, place, body) : undefined
        if (text !== undefined) return text
      }
      throw new BellhopError('internal', 'A stored secret does not open with any of the encryption keys.')
    },
  }
}

function keyOf(secret: Secret): Key {
  const bytes = Buffer.from(secret.reveal(), 'base64')
  return { bytes, id: createHmac('sha256', bytes).update('the name of this key').digest('hex').slice(0, 8) }
}

function tryKey(key: Buffer, place: string, body: string): string | undefined {
  try {
    const bytes = Buffer.from(body, 'base64url')
    const opening = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    opening.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
