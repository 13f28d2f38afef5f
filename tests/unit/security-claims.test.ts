// SECURITY.md claims nothing that no test shows: each row of its table names a test that is there, in a file that is there.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const rows = readFileSync('SECURITY.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, item, defence, shown] = /^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$/.exec(line) ?? []
    return item && defence && shown ? [{ item, defence, shown }] : []
  })

const testsIn = (shown: string) =>
  [...shown.matchAll(/`(tests\/[\w./-]+\.test\.ts)`: ([^;]+)/g)].map(([, file = '', name = '']) => ({ file, name }))

/** As a title of a test stands in its file, in whatever quotes. */
const hasTest = (text: string, name: string) =>
  ["'", '"', '`'].some((quote) => text.includes(`(${quote}${name}${quote},`))

describe('the table of ASVS items in SECURITY.md', () => {
  it('is long, and names each item once', () => {
    expect(rows.length).toBeGreaterThan(50)
    expect(new Set(rows.map(({ item }) => item)).size).toBe(rows.length)
  })

  it('is in the order of the standard', () => {
    const order = rows.map(({ item }) => item.split('.').reduce((sum, part) => sum * 100 + Number(part), 0))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  it.each(rows)('shows $item by tests that are there', ({ shown }) => {
    const named = testsIn(shown)
    expect(named.length).toBeGreaterThan(0)
    expect(named.map(({ file, name }) => `\`${file}\`: ${name}`).join('; ')).toBe(shown)
    for (const { file, name } of named) {
      expect(existsSync(file), file).toBe(true)
      expect(hasTest(readFileSync(file, 'utf8'), name), `${file} has no test “${name}”`).toBe(true)
    }
  })
})
