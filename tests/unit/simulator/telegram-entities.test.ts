// Markup as Telegram reads it: what it accepts, what it makes of it, and how it refuses.
import { describe, expect, it } from 'vitest'
import type { Formatted } from '../../../src/simulator/telegram/parse-entities/entity.ts'
import { formatText, plainText } from '../../../src/simulator/telegram/parse-entities/format-text.ts'

const bob = { id: 7, is_bot: false, first_name: 'Bob' }

function read(text: string, parseMode?: string): Formatted {
  return formatText({ text, ...(parseMode ? { parseMode } : {}) }, (id) => (id === bob.id ? bob : undefined))
}

function refusalOf(text: string, parseMode: string): string {
  try {
    read(text, parseMode)
  } catch (error) {
    return (error as Error).message.replace("Bad Request: can't parse entities: ", '')
  }
  return 'accepted'
}

function shape({ text, entities }: Formatted): string[] {
  return entities.map(({ type, offset, length }) => `${type} "${text.slice(offset, offset + length)}"`)
}

describe('MarkdownV2', () => {
  it.each([...']()>#+-=|{}.!'])('refuses a bare %s and takes it escaped', (character) => {
    expect(refusalOf(`a${character}`, 'MarkdownV2')).toBe(
      `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
    )
    expect(read(`a\\${character}`, 'MarkdownV2')).toEqual({ text: `a${character}`, entities: [] })
  })

  it('takes every other punctuation as it is', () => {
    expect(read('a, b; c: "d" /e @ % & $5 ^ \'?', 'MarkdownV2').text).toBe('a, b; c: "d" /e @ % & $5 ^ \'?')
  })

  it('keeps a backslash before what needs no escape', () => {
    expect(read('C:\\\\temp \\é', 'MarkdownV2').text).toBe('C:\\temp \\é')
  })

  it.each([
    ['über *fett', "Can't find end of Bold entity at byte offset 6"],
    ['_schräg', "Can't find end of Italic entity at byte offset 0"],
    ['😀 __low', "Can't find end of Underline entity at byte offset 5"],
    ['~gone', "Can't find end of Strikethrough entity at byte offset 0"],
    ['||hidden|', "Character '|' is reserved and must be escaped with the preceding '\\'"],
    ['||hidden', "Can't find end of Spoiler entity at byte offset 0"],
    ['`code', "Can't find end of Code entity at byte offset 0"],
    ['```\ncode', "Can't find end of Pre entity at byte offset 0"],
    ['```js\ncode``', "Can't find end of PreCode entity at byte offset 0"],
    ['[text](https://a.example', "Can't find end of a URL at byte offset 7"],
    ['*bold _both* end_', "Can't find end of Italic entity at byte offset 16"],
    ['>*quoted\nnot*', "Can't find end of Bold entity at byte offset 1"],
    ['![x](https://a.example)', 'Custom emoji URL must have scheme tg'],
    ['![x](tg://sticker?id=1)', 'Custom emoji URL must have host "emoji"'],
  ])('says what is wrong in %j', (text, why) => {
    expect(refusalOf(text, 'MarkdownV2')).toBe(why)
  })

  it.each([
    ['*a _b_* ~c~ __d__ ||e||', ['bold "a b"', 'italic "b"', 'strikethrough "c"', 'underline "d"', 'spoiler "e"']],
    ['_a __b___', ['italic "a b"', 'underline "b"']],
    ['`*not bold*` *`x` y*', ['code "*not bold*"', 'code "x"', 'bold " y"']],
    ['```\nplain\n``` end', ['pre "plain\n"']],
    ['>one\n>two\nthree', ['blockquote "one\ntwo\n"']],
    ['>one\n>two||\nthree', ['expandable_blockquote "one\ntwo\n"']],
    ['>one\n**>two', ['blockquote "one\n"', 'blockquote "two"']],
    ['[docs](https://a.example/x\\)y)', ['text_link "docs"']],
    ['[local](http://localhost:3000/x)', []],
    ['[Bob](tg://user?id=7) [nobody](tg://user?id=8)', ['text_mention "Bob"']],
    ['![22:45](tg://time?unix=1647531900&format=Tw)', ['date_time "22:45"']],
    ['**', []],
  ])('reads %j', (text, entities) => {
    expect(shape(read(text, 'MarkdownV2'))).toEqual(entities)
  })

  it('keeps the language of a code block and counts offsets in UTF-16', () => {
    expect(read('😀 ```ts\nlet a = 1```', 'MarkdownV2')).toEqual({
      text: '😀 let a = 1',
      entities: [{ type: 'pre', offset: 3, length: 9, language: 'ts' }],
    })
  })

  it('gives links a path and a scheme', () => {
    const [link] = read('[a](example.com?q=1)', 'MarkdownV2').entities
    expect(link).toMatchObject({ url: 'http://example.com/?q=1' })
  })
})

describe('HTML', () => {
  it.each([
    ['<p>text</p>', 'Unsupported start tag "p" at byte offset 0'],
    ['é <br>', 'Unsupported start tag "br" at byte offset 3'],
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['a <b', 'Unclosed start tag at byte offset 2'],
    ['a <5 and>', 'Unsupported start tag "5" at byte offset 2'],
    ['<b>bold', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b>bold</i>', 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'],
    ['bold</b>', 'Unexpected end tag at byte offset 4'],
    ['<b>bold</b', 'Unclosed end tag at byte offset 7'],
    ['<a href="x>text</a>', 'Unclosed start tag at byte offset 0'],
    ['<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<i =x>a</i>', 'Empty attribute name in the tag "i" at byte offset 0'],
    ['<i a=b,>x</i>', 'Unexpected end of name token at byte offset 5'],
    [
      '&#xD83D;',
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    ],
  ])('says what is wrong in %j', (text, why) => {
    expect(refusalOf(text, 'HTML')).toBe(why)
  })

  it.each([
    ['<b>a <i>b</i></b> <u>c</u> <s>d</s>', ['bold "a b"', 'italic "b"', 'underline "c"', 'strikethrough "d"']],
    [
      '<strong>a</strong> <em>b</em> <ins>c</ins> <del>d</del>',
      ['bold "a"', 'italic "b"', 'underline "c"', 'strikethrough "d"'],
    ],
    ['<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">b</span>', ['spoiler "a"', 'spoiler "b"']],
    ['<code>a &lt; b</code>', ['code "a < b"']],
    [
      '<blockquote>a</blockquote> <blockquote expandable>b</blockquote>',
      ['blockquote "a"', 'expandable_blockquote "b"'],
    ],
    ['<a href="https://a.example/?x=1&amp;y=2">a</a>', ['text_link "a"']],
    ['<B>upper</B>', ['bold "upper"']],
    ['<b></b>nothing', []],
  ])('reads %j', (text, entities) => {
    expect(shape(read(text, 'HTML'))).toEqual(entities)
  })

  it('takes the language from the code inside a pre', () => {
    expect(read('<pre><code class="language-sql">select 1</code></pre>', 'HTML').entities).toEqual([
      { type: 'pre', offset: 0, length: 8, language: 'sql' },
    ])
  })

  it('decodes only the four named references and numbers', () => {
    expect(read('&lt;&gt;&amp;&quot;&#64;&#x41;&nbsp;&', 'HTML').text).toBe('<>&"@A&nbsp;&')
  })
})

describe('legacy Markdown', () => {
  it('reads its four marks without nesting', () => {
    const text = '*a _b_* _c_ `d` ```js\ne``` [f](https://a.example)'
    expect(shape(read(text, 'Markdown'))).toEqual([
      'bold "a _b_"',
      'italic "c"',
      'code "d"',
      'pre "e"',
      'text_link "f"',
    ])
  })

  it('says where an entity without an end begins', () => {
    expect(refusalOf('snake_case', 'Markdown')).toBe("Can't find end of the entity starting at byte offset 5")
  })
})

describe('any text', () => {
  it('gets the entities Telegram finds by itself', () => {
    const text = '/ping@bellhop_bot for @alice: see https://a.example/x, #ops $USD a@b.example'
    expect(shape(plainText(text))).toEqual([
      'bot_command "/ping@bellhop_bot"',
      'mention "@alice"',
      'url "https://a.example/x"',
      'hashtag "#ops"',
      'cashtag "$USD"',
      'email "a@b.example"',
    ])
  })

  it('finds none inside code and links', () => {
    expect(shape(read('`/ping` [@alice](https://a.example)', 'MarkdownV2'))).toEqual([
      'code "/ping"',
      'text_link "@alice"',
    ])
  })

  it('loses the space around it, and entities move along', () => {
    expect(read('  <b>a</b>  ', 'HTML')).toEqual({ text: 'a', entities: [{ type: 'bold', offset: 0, length: 1 }] })
  })

  it('is refused with a parse mode that does not exist', () => {
    expect(() => read('a', 'BBCode')).toThrow('Bad Request: unsupported parse_mode')
  })
})
