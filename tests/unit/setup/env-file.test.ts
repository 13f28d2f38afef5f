import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeEnv, readValues } from '../../../scripts/setup/env-file.ts'

describe('changing a .env file', () => {
  it('replaces the value of a line and leaves every other line alone', () => {
    const text = '# mine\nPORT=4000 # keep\n\nLOG_LEVEL=warn\n# the end'
    expect(mergeEnv(text, { LOG_LEVEL: 'debug' })).toBe('# mine\nPORT=4000 # keep\n\nLOG_LEVEL=debug\n# the end')
  })

  it('keeps the remark behind a value', () => {
    expect(mergeEnv('PORT=4000 # mine\nHOST="a#b" # too\n', { PORT: '', HOST: 'c' })).toBe(
      'PORT= # mine\nHOST=c # too\n',
    )
  })

  it('adds what is not there at the end, also when the last line does not end', () => {
    expect(mergeEnv('PORT=4000', { HOST: '0.0.0.0' })).toBe('PORT=4000\nHOST=0.0.0.0\n')
    expect(mergeEnv('', { HOST: '0.0.0.0' })).toBe('HOST=0.0.0.0\n')
  })

  it('puts a value under the default that is shown commented out', () => {
    expect(mergeEnv('# The port.\n# PORT=3000\n\nHOST=\n', { PORT: '80' })).toBe(
      '# The port.\n# PORT=3000\nPORT=80\n\nHOST=\n',
    )
  })

  it('changes the line that counts when a variable stands there twice', () => {
    expect(readValues(mergeEnv('PORT=1\nexport PORT = 2\n', { PORT: '3' }))).toEqual({ PORT: '3' })
  })

  it('replaces a value that goes over several lines as a whole', () => {
    expect(mergeEnv('A="one\ntwo"\nB=2\n', { A: 'three' })).toBe('A=three\nB=2\n')
  })

  it('keeps the line ends of Windows', () => {
    expect(mergeEnv('A=1\r\nB=2\r\n', { A: '3' })).toBe('A=3\r\nB=2\r\n')
  })

  it('empties a variable and keeps its line', () => {
    expect(mergeEnv('A=1\nB=2\n', { A: '' })).toBe('A=\nB=2\n')
  })

  it('refuses a file in which a change would move other values', () => {
    const unclosed = `A='begins\nB=2\nC='3'\n`
    expect(() => mergeEnv(unclosed, { B: '5' })).toThrow(/without touching others/)
  })

  it('refuses a value that no .env can hold', () => {
    expect(() => mergeEnv('', { A: 'a\'b"c`d' })).toThrow(/value of A cannot be written/)
  })

  it('reads back what it wrote, and everything else as it was, whatever the values', () => {
    const name = fc.constantFrom('A', 'B', 'PORT', 'SLACK_BOT_TOKEN')
    const value = fc.string({ unit: fc.constantFrom(...'ab1 #=$\\\'"+/@:;&%n') }).map((text) => text.trim())
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.dictionary(name, value), (before, changes) => {
        const writable = (values: Record<string, string>) =>
          Object.fromEntries(Object.entries(values).filter(([, one]) => !(one.includes("'") && one.includes('"'))))
        const text = mergeEnv('# comment\n', writable(before))
        const merged = mergeEnv(text, writable(changes))
        const expected = { ...writable(before), ...writable(changes) }
        expect(parseEnv(merged)).toEqual(expected)
        expect(merged).toContain('# comment\n')
      }),
    )
  })
})
