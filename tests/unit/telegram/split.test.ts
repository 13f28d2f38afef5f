// Long texts in several messages: cut where people would cut them, with nothing lost and no style broken.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMarkdown } from '../../../bots/telegram/markdown/from-markdown.ts'
import { split } from '../../../bots/telegram/markdown/split.ts'
import { plain } from '../../../bots/telegram/markdown/styled.ts'
import { toHtml } from '../../../bots/telegram/markdown/to-html.ts'
import { formatText } from '../../../src/simulator/telegram/parse-entities/format-text.ts'

const texts = (text: string, limit: number) => split(plain(text), limit).map((piece) => piece.text)
const solid = (text: string) => text.replaceAll(/\s/g, '')

describe('cutting a long text', () => {
  it('cuts between paragraphs, then lines, then sentences, then words', () => {
    expect(texts('one two\n\nthree\nfour', 15)).toEqual(['one two', 'three\nfour'])
    expect(texts('one two\nthree four', 15)).toEqual(['one two', 'three four'])
    expect(texts('One two. Three four', 15)).toEqual(['One two.', 'Three four'])
    expect(texts('onetwothree fourfive', 15)).toEqual(['onetwothree', 'fourfive'])
  })

  it('does not cut within what people see as one character', () => {
    expect(texts('👩‍👩‍👧'.repeat(3), 10)).toEqual(['👩‍👩‍👧', '👩‍👩‍👧', '👩‍👩‍👧'])
  })

  it('closes a style where it cuts and opens it again behind', () => {
    const pieces = split(fromMarkdown(`**${'bold words '.repeat(10).trim()}**`), 60).map(toHtml)
    expect(pieces).toHaveLength(2)
    for (const piece of pieces) expect(piece).toMatch(/^<b>.*<\/b>$/)
  })

  it('keeps the language of code and its indentation', () => {
    const code = `\`\`\`py\n${'    x = 1\n'.repeat(20)}\`\`\``
    const pieces = split(fromMarkdown(code), 100).map(toHtml)
    expect(pieces.length).toBeGreaterThan(1)
    for (const piece of pieces) expect(piece).toMatch(/^<pre><code class="language-py"> {4}x = 1\n/)
  })

  it('cuts earlier where links would make the source longer than Telegram reads', () => {
    const link = `[x](https://a.b/${'y'.repeat(2000)}) `
    for (const piece of split(fromMarkdown(link.repeat(100)), 4096))
      expect(Buffer.byteLength(toHtml(piece))).toBeLessThanOrEqual(2 ** 15)
  })

  it('says nothing where nobody would see anything', () => {
    expect(texts(' \n\u200b\u00a0\n\u3164', 10)).toEqual([])
  })

  it('loses nothing and stays within the limit', () => {
    const text = fc.array(fc.constantFrom('word', ' ', '\n', '\n\n', '. ', '😀', '日本', '👩‍👩‍👧', 'e\u0301'), {
      maxLength: 400,
    })
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 300 }), (parts, limit) => {
        const whole = parts.join('')
        const pieces = texts(whole, limit)
        expect(solid(pieces.join(''))).toBe(solid(whole))
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit)
          expect(piece.isWellFormed()).toBe(true)
          formatText({ text: toHtml(plain(piece)), parseMode: 'HTML' }, () => undefined)
        }
      }),
    )
  })
})
