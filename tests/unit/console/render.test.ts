import { describe, expect, it } from 'vitest'
import { renderReply, type View } from '../../../bots/console/render.ts'
import type { ReplyPart } from '../../../src/domain/reply.ts'

let numbers = 0
const view = (more: Partial<View> = {}): View => ({
  isRich: false,
  width: undefined,
  numberOf: () => ++numbers,
  savedOf: () => [],
  ...more,
})
const plain = (...parts: ReplyPart[]) => renderReply({ audience: 'everyone', parts }, view()).split('\n')
const rich = (part: ReplyPart, width = 80) =>
  renderReply({ audience: 'everyone', parts: [part] }, view({ isRich: true, width })).split('\n')
const text = (source: string): ReplyPart => ({ kind: 'text', text: source })
const table = (columns: string[], rows: string[][]): ReplyPart => ({ kind: 'table', columns, rows, twin: '' })

describe('text', () => {
  it('reads well without emphasis', () => {
    expect(
      plain(
        text(
          '# Title\n\nSome **bold**, *soft* and `code_x`,\nthen [a page](https://a.example/x).\n\n- one\n1. two\n> said',
        ),
      ),
    ).toEqual([
      'Title',
      '',
      'Some bold, soft and code_x,',
      'then a page (https://a.example/x).',
      '',
      '- one',
      '1. two',
      '> said',
    ])
  })

  it('is emphasised where the terminal can', () => {
    expect(rich(text('# Title\n**bold** *soft* `code` ~~gone~~\n- one\n---\n> said'))).toEqual([
      '\u001b[1mTitle\u001b[22m',
      '\u001b[1mbold\u001b[22m \u001b[3msoft\u001b[23m \u001b[36mcode\u001b[39m \u001b[9mgone\u001b[29m',
      '• one',
      `\u001b[2m${'─'.repeat(20)}\u001b[22m`,
      '\u001b[2m│\u001b[22m said',
    ])
  })

  it('shows code blocks as they are', () => {
    expect(plain(text('Look:\n```py\nif *x*:\n    **y**\n```\nDone.'))).toEqual([
      'Look:',
      'if *x*:',
      '    **y**',
      'Done.',
    ])
  })

  it.each([
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['\\*as typed\\* \\_x\\_ 4\\. \\\\', '*as typed* _x_ 4. \\'],
    ['**bold *and soft* too**', 'bold and soft too'],
    ['***', '---'],
    ['*a **b** c*', 'a b c'],
    ['**never closed', '**never closed'],
    ['`` a`b ``', 'a`b'],
    ['`never closed', '`never closed'],
    ['<https://a.example> <b>', 'https://a.example <b>'],
    ['[x](https://a.example "title")', 'x (https://a.example)'],
    ['[https://a.example](https://a.example)', 'https://a.example'],
    ['[not a link] (x)', '[not a link] (x)'],
    ['![alt](https://a.example/i.png)', 'alt (https://a.example/i.png)'],
    ['a &amp; b &lt;c&gt; &#33; &nosuch;', 'a & b <c> ! &nosuch;'],
    ['5 > 3 < 4', '5 > 3 < 4'],
    ['line one  \nline two\\\nthree', 'line one\nline two\nthree'],
  ])('reads %j', (source, shown) => {
    expect(plain(text(source)).join('\n')).toBe(shown)
  })

  it('cannot reprogram the terminal', () => {
    const bad = '\u001b[31mred\u001b]0;t\u0007 \u009b2J a\rb \u202egpj.exe \ud800 &#27;[0m &#x9b;x `\u001b[1m`\0'
    const shown = plain(text(bad)).join('\n')
    expect(shown).toBe('␛[31mred␛]0;t␇ \ufffd2J a\nb gpj.exe \ufffd ␛[0m \ufffdx ␛[1m␀')
  })

  const pieces = ['*', '**a ', '_', '`', '`` ` ', '[a](', '&', '\\', '~~', '> ', '# ', ' ', '*a _b ', '- ', '\n']

  it.each([...pieces, '[', '<'])('is drawn to its end when it is a megabyte of %j', (piece) => {
    // What took more than one pass for each character would not come to an end.
    plain(text(`${piece.repeat(1_000_000 / piece.length)})x](>`))
  })
})

describe('fields', () => {
  const fields: ReplyPart = {
    kind: 'fields',
    fields: [
      { name: 'Name', value: 'Ann' },
      { name: '役割', value: 'a\nb\u001b' },
    ],
  }

  it('stand one a line', () => {
    expect(plain(fields)).toEqual(['Name: Ann', '役割: a', 'b␛'])
  })

  it('stand in two columns in a terminal', () => {
    expect(rich(fields)).toEqual(['\u001b[1mName:\u001b[22m Ann', '\u001b[1m役割:\u001b[22m a', '      b␛'])
  })
})

describe('a table', () => {
  it('keeps its columns straight in every script, numbers to the right', () => {
    expect(
      plain(
        table(
          ['Region', 'Sales'],
          [
            ['North', '1,200.50'],
            ['東京', '$9'],
            ['Köln 👩‍💻', '-45%'],
            ['e\u0301', ''],
          ],
        ),
      ),
    ).toEqual([
      'Region      Sales',
      '───────  ────────',
      'North    1,200.50',
      '東京           $9',
      'Köln 👩‍💻      -45%',
      'e\u0301',
    ])
  })

  it('is cut to the width of the terminal, the widest columns first', () => {
    const rows = [['id', 'a very long description of it', 'another long text here']]
    expect(rich(table(['A', 'B', 'C'], rows), 30).map(visible)).toEqual([
      'A   B             C',
      '──  ────────────  ────────────',
      'id  a very long…  another lon…',
    ])
    expect(
      rich(table(['A'], [['東京東京東京']]), 8)
        .map(visible)
        .at(-1),
    ).toBe('東京東…')
  })

  it('is one line a value where the terminal is too narrow for columns', () => {
    expect(
      rich(
        table(
          ['A', 'B', 'C'],
          [
            ['1', '2', '3'],
            ['4', '5', '6'],
          ],
        ),
        12,
      ),
    ).toEqual(['A: 1', 'B: 2', 'C: 3', '', 'A: 4', 'B: 5', 'C: 6'])
  })

  it('takes rows that are too short, and cells of several lines', () => {
    expect(plain(table(['A', 'B'], [['x\ny'], ['1', '2', '3'], ['\u001b[2J', '']]))).toEqual([
      'A     B',
      '────  ─',
      'x y',
      '1     2',
      '␛[2J',
    ])
  })

  it('of a hundred thousand rows is no trouble', () => {
    expect(
      plain(
        table(
          ['A'],
          Array.from({ length: 100_000 }, (_, i) => [`${i}`]),
        ),
      ),
    ).toHaveLength(100_002)
  })
})

describe('other parts', () => {
  it('show progress, sources and the words for what cannot be shown', () => {
    expect(
      plain(
        {
          kind: 'progress',
          title: 'Building',
          steps: [
            { label: 'plan', state: 'done' },
            { label: 'test', state: 'running' },
          ],
        },
        { kind: 'citations', sources: [{ title: 'Guide', url: 'https://a.example' }] },
        { kind: 'image', name: 'x', mediaType: 'image/png', base64: '', twin: 'A picture of a cat' },
      ),
    ).toEqual(['Building', '✓ plan', '… test', '', '[1] Guide https://a.example', '', 'A picture of a cat'])
  })

  it('leave no gap where there is nothing', () => {
    expect(plain(text('a'), text(''), { kind: 'fields', fields: [] }, text('b'))).toEqual(['a', '', 'b'])
  })

  it('name buttons without something to press or open', () => {
    numbers = 0
    expect(
      plain({
        kind: 'buttons',
        buttons: [{ label: 'Go\u001b', action: 'go' }, { label: 'See', url: 'https://a.example' }, { label: 'Done' }],
      }),
    ).toEqual(['[1] Go␛', 'See: https://a.example', 'Done', 'Type the number to choose.'])
  })
})

function visible(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: emphasis is what this takes away
  return line.replaceAll(/\u001b\[\d+m/g, '')
}
