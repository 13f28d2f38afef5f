import { createCipheriv, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSecret } from '../../../src/domain/secret.ts'
import { createSeal } from '../../../src/identity/seal.ts'

const newKey = () => createSecret(randomBytes(32).toString('base64'))

describe('a sealed secret', () => {
  it('opens where it was closed', () => {
    const seal = createSeal([newKey()])
    expect(seal.open('installation T1', seal.close('installation T1', 'xoxb-token'))).toBe('xoxb-token')
  })

  it('does not open in another row', () => {
    const seal = createSeal([newKey()])
    expect(() => seal.open('installation T2', seal.close('installation T1', 'xoxb-token'))).toThrow(/does not open/)
  })

  it('does not open after a single bit was changed', () => {
    const seal = createSeal([newKey()])
    const [, id = '', body = ''] = seal.close('installation T1', 'secret').split('.')
    const bytes = Buffer.from(body, 'base64url')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    expect(() => seal.open('installation T1', `v2.${id}.${bytes.toString('base64url')}`)).toThrow(/does not open/)
  })

  it('opens under a former key, and is closed under the newest', () => {
    const [former, newest] = [newKey(), newKey()]
    const old = createSeal([former]).close('installation T1', 'secret')
    const both = createSeal([newest, former])
    expect(both.open('installation T1', old)).toBe('secret')
    expect(createSeal([newest]).open('installation T1', both.close('installation T1', 'again'))).toBe('again')
    expect(() => createSeal([newest]).open('installation T1', old)).toThrow(/does not open/)
  })

  it('opens as it was closed before keys had names', () => {
    const sealed = 'v1.AQEBAQEBAQEBAQEBdZ8A'
    const seal = createSeal([newKey(), createSecret(Buffer.alloc(32, 5).toString('base64'))])
    expect(seal.open('installation T1', closedBefore(Buffer.alloc(32, 5), 'installation T1', 'xoxb-old'))).toBe(
      'xoxb-old',
    )
    expect(() => seal.open('installation T1', sealed)).toThrow(/does not open/)
  })

  it('says which key it is under, and is closed under a key as soon as that is put in front', () => {
    const ring = createSeal([newKey()])
    const former = ring.newest()
    const old = ring.close('installation T1', 'secret')
    expect(old.startsWith(former)).toBe(true)
    ring.put(newKey())
    expect(ring.newest()).not.toBe(former)
    expect(ring.close('installation T1', 'secret').startsWith(ring.newest())).toBe(true)
    expect(ring.open('installation T1', old)).toBe('secret')
  })

  it('never looks the same twice', () => {
    const seal = createSeal([newKey()])
    expect(seal.close('installation T1', 'secret')).not.toBe(seal.close('installation T1', 'secret'))
  })
})

function closedBefore(key: Buffer, place: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
}
