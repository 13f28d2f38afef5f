// CommonMark as people see it at Telegram, read by the simulator's own parser.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMarkdown } from '../../../bots/telegram/markdown/from-markdown.ts'
import { split } from '../../../bots/telegram/markdown/split.ts'
import { fromHtml, toHtml } from '../../../bots/telegram/markdown/to-html.ts'
import { formatText } from '../../../src/simulator/telegram/parse-entities/format-text.ts'
import { markdownish } from './markdownish.ts'

const shown = (markdown: string) => toHtml(fromMarkdown(markdown))
const parsed = (html: string) => formatText({ text: html, parseMode: 'HTML' }, () => undefined)

describe('text', () => {
  it.each([
    ['**bold** *italic* ~~gone~~ `code`', '<b>bold</b> <i>italic</i> <s>gone</s> <code>code</code>'],
    ['***both*** **a *b* c**', '<i><b>both</b></i> <b>a <i>b</i> c</b>'],
    ['__bold__ _italic_ snake_case_name', '<b>bold</b> <i>italic</i> snake_case_name'],
    ['*a `*` b*', '<i>a <code>*</code> b</i>'],
    ['*open **and [never](https://a.b) closed', '*open **and <a href="https://a.b">never</a> closed'],
    ['*foo [bar* baz](https://a.b "title")', '*foo <a href="https://a.b">bar* baz</a>'],
    ['a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['\\*as typed\\* &amp; &copy; &#65; &nonsense;', '*as typed* &amp; © A &amp;nonsense;'],
    ['``a ` b``', '<code>a ` b</code>'],
    ['one\ntwo  \nthree\\\nfour', 'one\ntwo\nthree\nfour'],
  ])('reads %j', (markdown, html) => {
    expect(shown(markdown)).toBe(html)
  })

  it('reads a line of mere words as it would below an empty line', () => {
    const words = fc.string({ unit: fc.constantFrom(...'aé日1 .,:-()"@/?%*_#\t'), maxLength: 12 })
    fc.assert(fc.property(words, (line) => shown(line) === shown(`\n${line}`)))
  })
})

describe('links', () => {
  it.each([
    ['[text](https://a.b/?x=1&y="2")', '<a href="https://a.b/?x=1&amp;y=&quot;2&quot;">text</a>'],
    ['<https://a.b> <somebody@a.b>', '<a href="https://a.b">https://a.b</a> somebody@a.b'],
    ['![a chart](https://a.b/c.png)', '<a href="https://a.b/c.png">a chart</a>'],
    ['[one][x] and [x]\n\n[x]: <https://a.b>', '<a href="https://a.b">one</a> and <a href="https://a.b">x</a>'],
  ])('reads %j', (markdown, html) => {
    expect(shown(markdown)).toBe(html)
  })

  it('shows an address that Telegram does not open behind its text', () => {
    expect(shown('[run](javascript:alert(1)) [here](/docs)')).toBe('run (javascript:alert(1)) here (/docs)')
  })
})

describe('blocks', () => {
  it('shows headings bold, quotations as quotations and code with its language', () => {
    const markdown = '# Title\n\n> said\n> > before\n\n```ts\nif (a < b) {\n\n}\n```'
    expect(shown(markdown)).toBe(
      '<b>Title</b>\n\n<blockquote>said\nbefore</blockquote>\n\n' +
        '<pre><code class="language-ts">if (a &lt; b) {\n\n}</code></pre>',
    )
  })

  it('shows lists with their nesting, numbers and tasks', () => {
    const markdown = '**List**\n- one\n  more\n  1. inner\n  2. inner\n- [x] done\n- [ ] open\n\n3. three\n4. four'
    expect(fromMarkdown(markdown).text).toBe(
      'List\n• one\n  more\n  1. inner\n  2. inner\n☑ done\n☐ open\n\n3. three\n4. four',
    )
  })

  it('aligns tables by the columns that East Asian letters and emoji take', () => {
    const markdown = '| name | count |\n|---|--:|\n| 東京 | 1 |\n| a | 1,000 |\n| 🚀 | 20 |'
    expect(fromMarkdown(markdown)).toEqual({
      text: 'name  count\n────  ─────\n東京      1\na     1,000\n🚀       20',
      spans: [{ from: 0, to: expect.any(Number), style: { kind: 'pre' } }],
    })
  })

  it('keeps a code block that is never closed', () => {
    expect(shown('```\na\n\nb')).toBe('<pre>a\n\nb</pre>')
  })
})

describe('whatever is written', () => {
  it('is read by Telegram without an error, and says the same without markup', () => {
    fc.assert(
      fc.property(markdownish, (markdown) => {
        for (const piece of split(fromMarkdown(markdown), 4096)) {
          const html = toHtml(piece)
          expect(parsed(html).text).toBe(piece.text.trim())
          expect(fromHtml(html)).toBe(piece.text)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no longer for being nested or left open a thousand times', () => {
    const patterns = ['*a ', '**a* ', '[a](', '![', '> ', '- ', '`a``', '<a', '&amp', '~~a', '|a', '_a*', '[x]: y\n[']
    for (const pattern of patterns) expect(fromMarkdown(pattern.repeat(4_000)).text.length).toBeGreaterThan(0)
    const blanks = ' '.repeat(400_000)
    expect(fromMarkdown(`[a](${blanks}x`).text).toBe(`[a](${blanks}x`)
    expect(fromMarkdown(`[a]:${blanks}x`).text).toBe(`[a]:${blanks}x`)
    expect(fromMarkdown(`# a${blanks}x`).text).toBe(`a${blanks}x`)
  })
})
