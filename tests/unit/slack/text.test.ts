import { parse } from 'node:querystring'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBody } from '../../../bots/slack/parse-body.ts'
import { readText } from '../../../bots/slack/read-text.ts'
import { splitText } from '../../../bots/slack/split-text.ts'
import { escapeMrkdwn, mrkdwnLink, toMarkdown, toMrkdwn } from '../../../bots/slack/to-mrkdwn.ts'
import { escapeMarkdown } from '../../../src/domain/escape-markdown.ts'

describe('what a person wrote', () => {
  it.each([
    ['without the mention of the bot', '<@UBOT> kpi mtd', 'kpi mtd'],
    ['without a mention in its middle', 'hey <@UBOT>, kpi mtd', 'hey kpi mtd'],
    ['with its lines, when the mention stands alone', '<@UBOT>\n```\nx = 1\n```', '```\nx = 1\n```'],
    ['with other people by their id', 'ask <@U2> or <@U3|bob>', 'ask @U2 or @U3'],
    ['with channels by name', 'see <#C1|ops> and <#C2>', 'see #ops and #C2'],
    ['with groups and broadcasts as words', '<!subteam^S1|@oncall> <!here> <!channel>', '@oncall @here @channel'],
    ['with dates as Slack shows them', 'at <!date^1392734382^{date}|Feb 18>', 'at Feb 18'],
    [
      'with addresses as they were typed',
      '<http://example.com|example.com> <https://a.b/c>',
      'example.com https://a.b/c',
    ],
    ['with mail addresses as they were typed', '<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['with links that somebody made on purpose', '<https://a.b/c|the plan>', '[the plan](https://a.b/c)'],
    ['with signs as they were typed', 'a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['with a typed entity left alone', '&amp;lt;', '&lt;'],
  ])('is read %s', (_, sent, meant) => {
    expect(readText(sent, 'UBOT')).toBe(meant)
  })
})

describe('what Bellhop writes', () => {
  const calls = [
    '<!channel>',
    '<!here|here>',
    '<@U123>',
    '<!subteam^S1>',
    '<#C1>',
    '\\<!channel>',
    '`<!channel>`',
    '@here',
  ]

  it.each(calls)('calls nobody with %s', (call) => {
    for (const shown of [toMarkdown(call), toMrkdwn(call), escapeMrkdwn(call)]) {
      expect(shown).not.toContain('<')
      expect(shown).not.toMatch(/@(?:here|channel)/)
    }
  })

  it('never hides an address behind a label in angle brackets', () => {
    const trick = 'see <https://evil.example|https://good.example>'
    expect(toMarkdown(trick)).not.toContain('<')
    expect(toMrkdwn(trick)).not.toContain('<https')
  })

  it('leaves mail addresses whole', () => {
    expect(toMrkdwn('write to ops@here.example')).toBe('write to ops@here.example')
  })

  it('shows somebody else’s words as they were', () => {
    const words = '[click](https://evil.example) *now* <!channel> & `rm`'
    expect(toMrkdwn(escapeMarkdown(words))).toBe('[click](https://evil.example) *now* &lt;!channel&gt; &amp; `rm`')
    expect(toMarkdown(escapeMarkdown('<b> &lt;'))).toBe('&lt;b> &amp;lt;')
  })

  it('turns CommonMark into what Slack knows', () => {
    expect(toMrkdwn('# Title\n\n**bold** and *slanted* and ~~gone~~\n- one\n- two')).toBe(
      '*Title*\n\n*bold* and _slanted_ and ~gone~\n• one\n• two',
    )
    expect(toMrkdwn('[the plan](https://a.b/c?x=1&y=2)')).toBe('<https://a.b/c?x=1&amp;y=2|the plan>')
    expect(toMrkdwn('```js\nif (a < b) {}\n```')).toBe('```\nif (a &lt; b) {}\n```')
  })

  it('links only to pages', () => {
    expect(mrkdwnLink('javascript:alert(1)', 'a page')).toBe('a page')
    expect(mrkdwnLink('https://a.b', 'a|b <c>')).toBe('<https://a.b|a¦b &lt;c&gt;>')
  })

  it('makes no mark of Slack’s out of any text, but for links', () => {
    const signs = fc.string({
      unit: fc.constantFrom(...'<>@!#|&\\`*_[]()~ \nhere channel:/s.U1'.split('')),
      maxLength: 80,
    })
    fc.assert(
      fc.property(signs, (text) => {
        expect(toMarkdown(text)).not.toContain('<')
        expect(toMrkdwn(text).replaceAll(/<https?:\/\/[^\s<>|]+\|[^<>|]*>/g, '')).not.toContain('<')
      }),
    )
  })
})

describe('a text of marks that nothing closes', () => {
  const many = (text: string) => text.repeat(400_000)
  it.each([
    ['brackets', '['],
    ['bold', '**a '],
    ['bold between underscores', '__a '],
    ['what is gone', '~~a '],
    ['addresses', '[](https://a'],
  ])('of %s keeps nobody waiting', (_what, mark) => {
    expect(toMrkdwn(many(mark))).toBe(many(mark))
  })

  it('keeps nobody waiting in a heading, or before the mention of the bot', () => {
    expect(toMrkdwn(`# a${many(' ')}b`)).toMatch(/^\*a +b\*$/)
    expect(toMrkdwn(`# ${many('#')}b`)).toMatch(/^\*#+b\*$/)
    expect(readText(`a${many(' ')}b`, 'UBOT')).toMatch(/^a +b$/)
    expect(readText(many('<@UBOT|'), 'UBOT')).toContain('<@UBOT|')
  })
})

describe('a long text', () => {
  it('is cut between paragraphs, and nothing is lost', () => {
    const paragraphs = Array.from({ length: 40 }, (_, i) => `Paragraph ${i}. ${'word '.repeat(60).trim()}`)
    const pieces = splitText(paragraphs.join('\n\n'), 2_000)
    expect(pieces.every((piece) => piece.length <= 2_000 && piece.startsWith('Paragraph'))).toBe(true)
    expect(pieces.join('\n\n').split('\n\n')).toEqual(paragraphs)
  })

  it('keeps code in code on both sides of a cut', () => {
    const code = `Before\n\n\`\`\`python\n${Array.from({ length: 100 }, (_, i) => `print(${i})`).join('\n')}\n\`\`\`\n\nAfter`
    const pieces = splitText(code, 500)
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces)
      expect(piece.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0)
    expect(pieces[1]).toMatch(/^```python\n/)
    const lines = pieces.flatMap((piece) => piece.match(/^print\(\d+\)$/gm) ?? [])
    expect(lines).toHaveLength(100)
  })

  it('breaks no sign and no entity where there is no border at all', () => {
    for (const unit of ['😀', '&lt;', 'é']) {
      const pieces = splitText(unit.repeat(500), 333)
      expect(pieces.join('')).toBe(unit.repeat(500))
      for (const piece of pieces) expect(piece.replaceAll(unit, '')).toBe('')
    }
  })

  it('of any kind ends up in pieces that are short enough', () => {
    const texts = fc
      .array(fc.constantFrom('word ', '\n', '\n\n', '```\n', '~~~\n', 'x'.repeat(90), '😀'))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        for (const piece of splitText(text, 200)) expect(piece.length).toBeLessThanOrEqual(200)
      }),
    )
  })
})

it('reads the fields of a form as Node does, and none where one stands twice', () => {
  const signs = fc.string({ unit: fc.constantFrom(...'ab=&+%20E9;'), maxLength: 16 })
  fc.assert(
    fc.property(signs, (text) => {
      const fields = { ...parse(text) }
      const isOnce = Object.values(fields).every((value) => typeof value === 'string')
      expect(parseBody(Buffer.from(text), 'application/x-www-form-urlencoded')).toEqual(isOnce ? fields : undefined)
    }),
    { numRuns: 500 },
  )
})
