import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createPasteSeparator, fromOneLine, toOneLine } from '../../../bots/console/separate-pastes.ts'

it('finds a paste however the input is cut', () => {
  const input = 'ab\u001b[A\u001b[200~one\ntwo\u001b[201~cd'
  fc.assert(
    fc.property(fc.array(fc.nat(input.length), { maxLength: 8 }), (cuts) => {
      const separate = createPasteSeparator()
      const ends = [...cuts, input.length].sort((a, b) => a - b)
      const segments = ends.flatMap((end, i) => separate(input.slice(ends[i - 1] ?? 0, end)))
      const joined = (kind: string) => segments.flatMap((each) => (each.kind === kind ? [each.text] : [])).join('')
      // A cut right after the escape character lets it through: the escape key must not wait.
      const isCutAtEscape = cuts.includes(6)
      return isCutAtEscape || (joined('keys') === 'ab\u001b[Acd' && joined('paste') === 'one\ntwo')
    }),
  )
})

it('does not keep the escape key waiting', () => {
  expect(createPasteSeparator()('\u001b')).toEqual([{ kind: 'keys', text: '\u001b' }])
})

it('makes one line of a paste and the paste of it again', () => {
  expect(fromOneLine(toOneLine('a\r\n\tb\rc\n\n'))).toBe('a\n\tb\nc')
  expect(toOneLine('a\nb\u2028c\td')).not.toMatch(/[\n\t\u2028]/)
  expect(fromOneLine('typed ⏎ and ⇥')).toBe('typed ⏎ and ⇥')
})
