// Secrets at rest: AES-256-GCM under the newest key, bound to where they stand, so that a row copied elsewhere does not open.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { BellhopError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'

export type Seal = {
  /** `place` names the kind and the row, such as `installation T1`. */
  close(place: string, text: string): string
  open(place: string, sealed: string): string
}

/** Newest key first; older ones still open what they closed. */
export function createSeal(keys: readonly Secret[]): Seal {
  const ring = keys.map((key) => Buffer.from(key.reveal(), 'base64'))
  return {
    close(place, text) {
      const [newest] = ring
      if (!newest) throw new BellhopError('internal', 'There is no encryption key.')
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', newest, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      for (const key of ring) {
        const text = tryKey(key, place, bytes)
        if (text !== undefined) return text
      }
      throw new BellhopError('internal', 'A stored secret does not open with any of the encryption keys.')
    },
  }
}

function tryKey(key: Buffer, place: string, bytes: Buffer): string | undefined {
  try {
    const opening = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    opening.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
