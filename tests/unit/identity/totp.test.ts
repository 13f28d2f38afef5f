// Codes as the standards print them, and which of them count at a moment.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, newFactorKey, shownKey, toBase32 } from '../../../src/identity/second-factor/factor-key.ts'
import { codeOf, stepAt, stepOf } from '../../../src/identity/second-factor/totp.ts'
import { newRecoveryCodes, readCode, recoveryHash } from '../../../src/identity/second-factor/typed-code.ts'

const digits = '1234567890'
const keys = {
  sha1: Buffer.from(digits.repeat(2)),
  sha256: Buffer.from(digits.repeat(4).slice(0, 32)),
  sha512: Buffer.from(digits.repeat(7).slice(0, 64)),
}

describe('codes', () => {
  it.each([
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ])('are those of RFC 6238 at %i', (seconds, sha1, sha256, sha512) => {
    const step = stepAt(seconds * 1000)
    const shown = (['sha1', 'sha256', 'sha512'] as const).map((algorithm) =>
      codeOf(keys[algorithm], step, { digits: 8, algorithm }),
    )
    expect(shown).toEqual([sha1, sha256, sha512])
  })

  it('are those of RFC 4226 for the first ten steps', () => {
    const shown = Array.from({ length: 10 }, (_, step) => codeOf(keys.sha1, step))
    expect(shown.join(' ')).toBe('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489')
  })

  it('count in their own thirty seconds and those beside, and nowhere else', () => {
    const now = 1_700_000_000_000
    const at = (steps: number) => stepOf(keys.sha1, codeOf(keys.sha1, stepAt(now) + steps), now)
    expect([-2, -1, 0, 1, 2].map(at)).toEqual([undefined, stepAt(now) - 1, stepAt(now), stepAt(now) + 1, undefined])
  })

  it('are wrong, whatever else is typed, without a word', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        if (!/^\d{6}$/.test(typed)) expect(stepOf(keys.sha1, typed, 1_700_000_000_000)).toBeUndefined()
      }),
    )
  })
})

describe('keys', () => {
  it('are the texts of RFC 4648, without padding', () => {
    const shown = ['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text)))
    expect(shown).toEqual(['MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
  })

  it('have 160 bits, and an address that names who and where without a way to add to it', () => {
    const key = newFactorKey()
    expect(key).toHaveLength(20)
    const address = new URL(addressOf(key, { name: 'Ann: &secret=X', org: 'Acme? & Co' }))
    expect(address.searchParams.getAll('secret')).toEqual([toBase32(key)])
    expect(address.searchParams.get('issuer')).toBe('Bellhop Acme? & Co')
    expect(shownKey(key).replaceAll(' ', '')).toBe(toBase32(key))
  })
})

describe('what people type', () => {
  it.each(['123456', ' 123 456 ', '123-456'])('is six digits: %j', (typed) => {
    expect(readCode(typed)).toEqual({ kind: 'app', digits: '123456' })
  })

  it.each(['', '12345', '1234567', '12345a', '١٢٣٤٥٦', 'AB12-CD34-EF56'])('is no code: %j', (typed) => {
    expect(readCode(typed)).toBeUndefined()
  })

  it('is a recovery code, however its letters and dashes came about, and hashes for one person alone, slowly', async () => {
    const codes = newRecoveryCodes()
    expect(new Set(codes).size).toBe(10)
    const [code = ''] = codes
    expect(readCode(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'))).toEqual({ kind: 'recovery', code })
    const [mine, theirs] = [
      { org: 'o', person: 'a' },
      { org: 'o', person: 'b' },
    ]
    expect(await recoveryHash(mine, code)).not.toBe(await recoveryHash(theirs, code))
    expect(await recoveryHash(mine, code)).toMatch(/^s1\.[\w-]{43}$/)
  })
})
