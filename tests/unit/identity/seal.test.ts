import { randomBytes } from 'node:crypto'
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
    const bytes = Buffer.from(seal.close('a', 'secret').slice(3), 'base64url')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    expect(() => seal.open('a', `v1.${bytes.toString('base64url')}`)).toThrow(/does not open/)
  })

  it('opens under a former key, and is closed under the newest', () => {
    const [former, newest] = [newKey(), newKey()]
    const old = createSeal([former]).close('a', 'secret')
    const both = createSeal([newest, former])
    expect(both.open('a', old)).toBe('secret')
    expect(createSeal([newest]).open('a', both.close('a', 'again'))).toBe('again')
    expect(() => createSeal([newest]).open('a', old)).toThrow(/does not open/)
  })

  it('never looks the same twice', () => {
    const seal = createSeal([newKey()])
    expect(seal.close('a', 'secret')).not.toBe(seal.close('a', 'secret'))
  })
})
