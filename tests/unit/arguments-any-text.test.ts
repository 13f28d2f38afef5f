import fc from 'fast-check'
import { describe, it } from 'vitest'
import { z } from 'zod'
import { parseArguments } from '../../src/domain/arguments.ts'
import type { Grammar } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { ask, howTo, remind, report, valuesOf } from '../support/argument-grammars.ts'

describe('any text at all', () => {
  const names: Grammar = { positional: ['names'], schema: z.object({ names: z.array(z.string()) }) }
  const grammars = [report, remind, ask, names]
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        "'",
        '“',
        '”',
        '’',
        '\\',
        '-',
        '—',
        '=',
        ' ',
        '\n',
        'a',
        '1',
        '\0',
        '\u202e',
        '\ud800',
        '👩‍💻',
        'ش',
      ),
    }),
    fc
      .array(
        fc.constantFrom(
          '--count',
          '--no-dry-run',
          '--',
          '—as=',
          'mtd',
          '5',
          '"',
          '--__proto__=1',
          '--constructor',
          ' ',
        ),
      )
      .map((words) => words.join(' ')),
  )

  it('is either read or refused in a sentence, and nothing else', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...grammars), (text, grammar) => {
        try {
          return grammar.schema.safeParse(parseArguments(text, grammar, howTo).typed).success
        } catch (thrown) {
          return thrown instanceof BellhopError && thrown.code === 'invalid' && thrown.message.endsWith(`${howTo}.`)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('comes back whole when it is the rest', () => {
    fc.assert(
      fc.property(texts, (text) => (valuesOf(`x${text}`, ask).question ?? '') === `x${text}`),
      { numRuns: 1_000 },
    )
  })

  it('comes back whole when it is quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/["\\]/.test(text))
        return valuesOf(`mtd "${text}"`, report).region === text
      }),
    )
  })

  it.each(["' ", "'a ", '"a" ', '\\', '— ', '--count ', '“', 'a ', '\u0000', '👩‍💻', '=', '"--a="'])(
    'is read to its end when it is a megabyte of %j',
    (piece) => {
      // What took more than one pass for each character would not come to an end.
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
      for (const grammar of grammars) read(text, grammar)
    },
  )
})

function read(text: string, grammar: Grammar): void {
  try {
    parseArguments(text, grammar, howTo)
  } catch (thrown) {
    if (!(thrown instanceof BellhopError)) throw thrown
  }
}
