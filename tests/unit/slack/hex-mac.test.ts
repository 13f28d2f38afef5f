import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHexMac } from '../../../bots/slack/hex-mac.ts'

const bytes = (most: number) => fc.uint8Array({ maxLength: most })

it('makes the same of every key, head and body as Node does', () => {
  fc.assert(
    fc.property(
      bytes(200),
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), bytes(300)), { maxLength: 3 }),
      (key, messages) => {
        const macOf = createHexMac(key)
        return messages.every(
          ([head, body]) => macOf(head, body) === createHmac('sha256', key).update(head).update(body).digest('hex'),
        )
      },
    ),
  )
})

it('makes what RFC 4231 says of its second case', () => {
  const macOf = createHexMac(Buffer.from('Jefe'))
  expect(macOf('what do ya want ', Buffer.from('for nothing?'))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})
