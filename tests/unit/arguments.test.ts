import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseArguments } from '../../src/domain/arguments.ts'
import type { Grammar } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { ask, howTo, remind, report, valuesOf } from '../support/argument-grammars.ts'

const allow: Grammar = {
  rest: 'what',
  hasFlagsAnywhere: true,
  schema: z.object({ what: z.string(), count: z.number(), everywhere: z.boolean().default(false) }),
}

function refusal(text: string, grammar: Grammar): string {
  try {
    parseArguments(text, grammar, howTo)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BellhopError)
    expect(thrown).toMatchObject({ code: 'invalid' })
    return (thrown as BellhopError).message
  }
  throw new Error(`nothing was refused in ${text}`)
}

describe('reading arguments', () => {
  it('fills fields by position and gives the rest their defaults', () => {
    expect(valuesOf('mtd north', report)).toEqual({
      period: 'mtd',
      region: 'north',
      count: 10,
      dryRun: false,
      label: [],
    })
  })

  it('takes flags before, within and after a rest that is a name, and no word of it twice', () => {
    const meant = { what: 'admin users role', count: 3, everywhere: false }
    for (const typed of ['--count 3 admin users role', 'admin users role --count 3', 'admin --count=3 users   role'])
      expect(valuesOf(typed, allow)).toEqual(meant)
    expect(valuesOf('admin users role --count 3 --everywhere', allow)).toEqual({ ...meant, everywhere: true })
    expect(valuesOf('"Ann --count 4" --count 3', allow)).toEqual({ ...meant, what: 'Ann --count 4' })
    expect(valuesOf('--count 3 -- --count', allow)).toEqual({ ...meant, what: '--count' })
    expect(refusal('admin users role --cuont 3', allow)).toMatch(/no `--cuont`.*[Dd]id you mean.*--count/)
    expect(refusal('--count 3', allow)).toMatch(/`what` is missing/)
    expect(valuesOf('10 look --silent now', remind)).toEqual({ minutes: 10, text: 'look --silent now', silent: false })
  })

  it('takes flags before, between and after the positions', () => {
    for (const text of ['--count 3 mtd north', 'mtd --count=3 north', 'mtd north --count 3', 'mtd north --COUNT=3']) {
      expect(valuesOf(text, report), text).toMatchObject({ period: 'mtd', region: 'north', count: 3 })
    }
  })

  it('switches with --flag, --no-flag and --flag=yes, in either spelling of the name', () => {
    expect(valuesOf('mtd --dry-run', report).dryRun).toBe(true)
    expect(valuesOf('mtd --dryRun', report).dryRun).toBe(true)
    expect(valuesOf('mtd --no-dry-run', report).dryRun).toBe(false)
    expect(valuesOf('mtd --dry-run=off', report).dryRun).toBe(false)
    expect(valuesOf('mtd --dry-run north', report)).toMatchObject({ dryRun: true, region: 'north' })
  })

  it('takes the long dash that phones make of two short ones', () => {
    expect(valuesOf('mtd —dry-run —count 4', report)).toMatchObject({ dryRun: true, count: 4 })
    expect(valuesOf('mtd –count=4', report).count).toBe(4)
  })

  it('keeps words in quotes together, on every keyboard', () => {
    for (const region of ['"far north"', "'far north'", '“far north”', '„far north“', '«far north»', '‘far north’']) {
      expect(valuesOf(`mtd ${region}`, report).region, region).toBe('far north')
      expect(valuesOf(`mtd --region=${region}`, report).region, region).toBe('far north')
    }
  })

  it('reads an apostrophe as a letter unless it opens and closes', () => {
    expect(valuesOf("mtd Côte-d'Or", report).region).toBe("Côte-d'Or")
    expect(valuesOf("mtd 'don't stop'", report).region).toBe("don't stop")
    expect(valuesOf("mtd '90s", report).region).toBe("'90s")
    expect(valuesOf('mtd "say \\"hi\\""', report).region).toBe('say "hi"')
    expect(valuesOf('mtd C:\\new', report).region).toBe('C:\\new')
  })

  it('reads everything after -- as words, and quoted dashes as a value', () => {
    expect(valuesOf('-- mtd --count', report)).toMatchObject({ period: 'mtd', region: '--count', count: 10 })
    expect(valuesOf('mtd --region "--count"', report).region).toBe('--count')
    expect(valuesOf('mtd "--"', report).region).toBe('--')
  })

  it('gathers a flag given several times when the field is a list', () => {
    expect(valuesOf('mtd --label a --label "b c"', report).label).toEqual(['a', 'b c'])
  })

  it('lets the last position take every word that is left when it is a list', () => {
    const grammar: Grammar = {
      positional: ['to', 'ids'],
      schema: z.object({ to: z.string(), ids: z.array(z.number()) }),
    }
    expect(valuesOf('x 1 2 3', grammar)).toEqual({ to: 'x', ids: [1, 2, 3] })
  })

  it('matches choices whatever their case', () => {
    expect(valuesOf('MTD --as Json', report)).toMatchObject({ period: 'mtd', as: 'json' })
  })

  it('makes numbers, dates and either-or of the texts', () => {
    const schema = z.object({
      n: z.number().optional(),
      big: z.bigint().optional(),
      on: z.date().optional(),
      many: z.union([z.number(), z.literal('all')]).optional(),
      version: z.string().optional(),
    })
    expect(valuesOf('--n -2.5', { schema }).n).toBe(-2.5)
    expect(valuesOf('--n −2', { schema }).n).toBe(-2)
    expect(valuesOf('--big 9007199254740993', { schema }).big).toBe(9007199254740993n)
    expect(valuesOf('--on 2026-01-31', { schema }).on).toEqual(new Date('2026-01-31'))
    expect(valuesOf('--many 3', { schema }).many).toBe(3)
    expect(valuesOf('--many ALL', { schema }).many).toBe('all')
    expect(valuesOf('--version 1.10', { schema }).version).toBe('1.10')
  })

  it('gives what was typed beside what the schema made of it', () => {
    const schema = z.object({ day: z.string().transform((day) => day.length), n: z.number().default(1) })
    expect(parseArguments('monday', { positional: ['day'], schema })).toEqual({
      typed: { day: 'monday' },
      values: { day: 6, n: 1 },
    })
  })
})

describe('the rest of the line', () => {
  it('is kept exactly as typed', () => {
    expect(valuesOf('  say  "hi"   --twice  ', ask).question).toBe('say  "hi"   --twice  ')
    expect(valuesOf('-- comment\nselect 1', ask).question).toBe('-- comment\nselect 1')
    expect(valuesOf("it's", ask).question).toBe("it's")
  })

  it('keeps the indentation of code that starts on a line of its own', () => {
    expect(valuesOf('\n\n    if x:\n        y()', ask).question).toBe('    if x:\n        y()')
  })

  it('begins after the positions and the flags in front of it', () => {
    expect(valuesOf('5 --silent  call   “Ann” --silent', remind)).toEqual({
      minutes: 5,
      text: 'call   “Ann” --silent',
      silent: true,
    })
    expect(valuesOf('5 -- --silent', remind)).toEqual({ minutes: 5, text: '--silent', silent: false })
  })

  it('is absent when only spaces follow', () => {
    expect(valuesOf(' \n ', ask)).toEqual({})
  })
})

describe('refusing arguments', () => {
  it.each([
    ['', '`period` is missing', report],
    ['mtt', '`period` must be `mtd`, `qtd` or `ytd` (did you mean `mtd`?), not “mtt”', report],
    ['mtd --count abc', '`--count` must be a number, not “abc”', report],
    ['mtd --count 1.5', '`--count` must be a whole number, not “1.5”', report],
    ['mtd --count 51', '`--count` must be at most 50, not “51”', report],
    ['mtd --count', '`--count` needs a value after it', report],
    ['mtd --count --dry-run', '`--count` needs a value after it', report],
    ['mtd --count 3 --count 4', '`--count` is given twice', report],
    ['mtd --dry-run=perhaps', '`--dry-run` must be `yes` or `no`, not “perhaps”', report],
    ['mtd --no-dry-run=yes', '`--no-dry-run` takes no value', report],
    ['mtd --no-count', 'There is no `--no-count`', report],
    ['mtd --cuont 3', 'There is no `--cuont` (did you mean `--count`?)', report],
    ['mtd north pole', 'There is no place for “pole”', report],
    ['mtd “far north', 'The quotation mark before “far north” is never closed', report],
    ['soon call Ann', '`minutes` must be a number, not “soon”', remind],
    ['5', '`text` is missing', remind],
  ])('says what is wrong with %j', (text, sentence, grammar) => {
    expect(refusal(text, grammar)).toBe(`${sentence}: ${howTo}.`)
  })

  it('prefers the words the schema brings', () => {
    const schema = z.object({ key: z.string().regex(/^[A-Z]+-\d+$/, 'write an issue such as OPS-12.') })
    expect(refusal('ops', { positional: ['key'], schema })).toBe(`\`key\`: write an issue such as OPS-12: ${howTo}.`)
    const whole = z.object({ a: z.number(), b: z.number() }).refine(({ a, b }) => a < b, 'a must be less than b')
    expect(refusal('2 1', { positional: ['a', 'b'], schema: whole })).toBe(`A must be less than b: ${howTo}.`)
  })

  it('repeats only a short, harmless piece of what was typed', () => {
    const message = refusal(`mtd x \u001b]0;title\u0007\n${'y'.repeat(10_000)}`, report)
    expect(message.length).toBeLessThan(200)
    expect(message).not.toMatch(/[\p{Cc}]/u)
  })
})

describe('a schema that misbehaves', () => {
  it('is trouble of ours, not of the person', () => {
    const breaks = z.object({ a: z.string().transform(() => JSON.parse('{')) })
    const waits = z.object({ a: z.string().refine(async () => true) })
    for (const schema of [breaks, waits]) {
      expect(() => parseArguments('x', { positional: ['a'], schema })).toThrow(BellhopError)
    }
  })
})
