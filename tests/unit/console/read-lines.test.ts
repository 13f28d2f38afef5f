import { expect, it } from 'vitest'
import { readLines } from '../../../bots/console/read-lines.ts'

async function linesOf(chunks: (string | Uint8Array)[], longest = 100): Promise<string[]> {
  async function* source() {
    yield* chunks
  }
  const lines: string[] = []
  for await (const line of readLines(source(), longest)) lines.push(line)
  return lines
}

it('joins what was cut anywhere, in the middle of a character too', async () => {
  const bytes = Buffer.from('grüße 👋\r\nnext\n\nlast')
  expect(await linesOf(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(['grüße 👋', 'next', '', 'last'])
})

it('takes text as well as bytes, and ends lines at line feeds only', async () => {
  expect(await linesOf(['a\u2028b\u0085c\rd', '\ne\n'])).toEqual(['a\u2028b\u0085c\rd', 'e'])
})

it('drops a byte order mark, and has nothing to say about nothing', async () => {
  expect(await linesOf([Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)])).toEqual(['a'])
  expect(await linesOf([])).toEqual([])
})

it('keeps the beginning of a line that is too long, however it comes', async () => {
  const pieces = Array.from({ length: 1_000 }, () => 'xyz')
  expect(await linesOf([...pieces, '\nshort'], 10)).toEqual(['xyzxyzxyzxy', 'short'])
  expect(await linesOf([pieces.join('')], 10)).toEqual(['xyzxyzxyzxy'])
})
