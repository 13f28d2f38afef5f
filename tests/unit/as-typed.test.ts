import { describe, expect, it } from 'vitest'
import { asTyped } from '../../src/domain/as-typed.ts'
import { say } from '../../src/domain/reply.ts'

const onSlack = (text: string) => textIn(asTyped(say(text), 'slack'))
const textIn = ({ parts: [part] }: ReturnType<typeof say>) => (part?.kind === 'text' ? part.text : undefined)

describe('a command that a sentence names', () => {
  const sentence = 'See them with `/kpi imports`, or all with `/help`.'

  it.each([
    ['slack', 'See them with `/bellhop kpi imports`, or all with `/bellhop help`.'],
    ['telegram', sentence],
    ['console', 'See them with `kpi imports`, or all with `help`.'],
  ] as const)('is written as people type it: %s', (platform, read) => {
    expect(textIn(asTyped(say(sentence), platform))).toBe(read)
  })

  it('is so in fields and in the words of whatever a platform cannot show', () => {
    const twin = 'Type `/code` and the six digits.'
    const form = { kind: 'form' as const, id: 'code', title: 'Code', submit: 'Send', fields: [], twin }
    const fields = { kind: 'fields' as const, fields: [{ name: 'Next', value: '`/help`' }] }
    expect(asTyped({ audience: 'asker', parts: [form, fields] }, 'console').parts).toMatchObject([
      { twin: 'Type `code` and the six digits.' },
      { fields: [{ name: 'Next', value: '`help`' }] },
    ])
  })

  it.each([
    ['code and output in a fence', '```\nrun `/kpi` now\n```'],
    ['a fence that nothing ends', 'It said:\n```py\n`/kpi`\nprint(1)'],
    ['a fence of tildes', '~~~\n`/kpi`\n~~~'],
    ['a path', 'It lies in `/etc/passwd` and `/`.'],
    ['what somebody typed, escaped', 'They said \\`/kpi mtd\\` to me.'],
    ['a command in the words of another place', 'Type `link 123456` there.'],
  ])('is not looked for in %s', (_, text) => {
    expect(onSlack(text)).toBe(text)
  })

  it('is found again behind a fence', () => {
    expect(onSlack('```\n`/a`\n```\nChange it with `/dashboard save`.')).toBe(
      '```\n`/a`\n```\nChange it with `/bellhop dashboard save`.',
    )
  })
})
