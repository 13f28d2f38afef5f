// Marks that only this installation can make, so that what travels outside can be known again. Each purpose has a key of its own.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../domain/secret.ts'

export type Signer = {
  sign(purpose: string, content: Uint8Array): Buffer
  isSigned(purpose: string, content: Uint8Array, mark: Uint8Array): boolean
}

/** Signs with the newest key; what a former one signed counts as long as that key is there. The list may grow meanwhile. */
export function createSigner(keys: readonly Secret[]): Signer {
  function marksOf(purpose: string, content: Uint8Array, of: readonly Secret[]): Buffer[] {
    return of.map((key) => {
      const own = hkdfSync('sha256', Buffer.from(key.reveal(), 'base64'), '', `bellhop ${purpose}`, 32)
      return createHmac('sha256', Buffer.from(own)).update(content).digest()
    })
  }

  return {
    sign: (purpose, content) => marksOf(purpose, content, keys.slice(0, 1))[0] ?? Buffer.alloc(0),
    isSigned(purpose, content, mark) {
      const marks = marksOf(purpose, content, keys)
      // All of them are compared, so that the time it takes does not say which.
      return marks.filter((one) => one.length === mark.length && timingSafeEqual(one, mark)).length > 0
    },
  }
}
