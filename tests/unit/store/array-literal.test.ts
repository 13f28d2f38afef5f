import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arrayLiteral } from '../../../src/store/array-literal.ts'

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as { prepareValue(value: unknown): unknown }

it('writes arrays as pg does, whatever stands in them', () => {
  const element = fc.oneof(
    fc.string({ unit: fc.constantFrom('"', '\\', ',', '{', '}', ' ', 'a', '\n', '\u{1f600}', 'NULL') }),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constantFrom(null, undefined),
  )
  fc.assert(fc.property(fc.array(element), (array) => arrayLiteral(array) === prepareValue(array)))
})

it('leaves to pg what it does not know', () => {
  for (const other of [Buffer.from('x'), new Date(), ['nested'], { an: 'object' }, 7n])
    expect(arrayLiteral(['a', other])).toBeUndefined()
})
