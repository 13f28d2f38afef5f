// What somebody types can be as long as a platform lets it be: however odd it is, nobody else waits for it.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { asksForKpis } from '../../src/commands/chart/asks-for-kpis.ts'
import { asksForQuery } from '../../src/commands/chart/asks-for-query.ts'
import { readWords } from '../../src/commands/chart/read-words.ts'
import { coerce } from '../../src/domain/argument-fields.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { readWhen } from '../../src/schedules/read-when.ts'

const many = (text: string) => text.repeat(400_000)
const refusalOf = (what: () => unknown) => {
  try {
    return what()
  } catch (error) {
    return error
  }
}

it.each([
  ['names of KPIs', () => asksForKpis(`a${many(' ')}b`), undefined],
  ['a query', () => asksForQuery(`query a${many(' ')}b`), undefined],
  ['a number', () => coerce(z.number(), `${many('1')}x`), expect.stringContaining('1x')],
  [
    'words with backslashes',
    () => readWords(`--title "${many('\\')}x" a=1`),
    expect.objectContaining({ flags: expect.any(String) }),
  ],
  ['a moment', () => refusalOf(() => readWhen(`daily${many(' ')}6:00 x`)), expect.any(BellhopError)],
])('reads %s at once', (_what, read, expected) => {
  expect(read()).toEqual(expected)
})

it('reads what it read before', () => {
  expect(['5', '5.', '5.5', '.5', '-1e3'].map((text) => coerce(z.number(), text))).toEqual([5, 5, 5.5, 0.5, -1000])
  expect(readWords('--title a\\\\ b=1')).toMatchObject({ flags: '--title "a"' })
})
