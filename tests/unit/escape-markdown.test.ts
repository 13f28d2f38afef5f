import { expect, it } from 'vitest'
import { escapeMarkdown } from '../../src/domain/escape-markdown.ts'

it('leaves ordinary text as it is', () => {
  for (const text of [
    'hello',
    'first_last',
    'a - b',
    '5 > 3',
    '-5',
    '#12',
    '1.5',
    'AT&T',
    'שלום 👋',
    'https://a.example/x_y?z=1&q=2',
  ]) {
    expect(escapeMarkdown(text)).toBe(text)
  }
})

it.each([
  ['*bold*', '\\*bold\\*'],
  ['_soft_', '\\_soft\\_'],
  ['`code`', '\\`code\\`'],
  ['[a](b)', '\\[a\\](b)'],
  ['<b>', '\\<b>'],
  ['&amp;', '\\&amp;'],
  ['a\n---', 'a\n\\---'],
  ['a\\b', 'a\\\\b'],
  ['# heading', '\\# heading'],
  ['one\n- two\n> three\n4. four', 'one\n\\- two\n\\> three\n4\\. four'],
])('escapes what CommonMark would read in %j', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped)
})
