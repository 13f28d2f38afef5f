// Files of a megabyte that are no table of figures: whoever sends one is told so at once, and keeps nobody else waiting.
import { describe, expect, it } from 'vitest'
import { readChartText } from '../../../src/commands/chart/chart.ts'
import { BellhopError } from '../../../src/domain/errors.ts'

const length = 1_000_000
const filled = (text: string) => text.repeat(Math.ceil(length / text.length))

function refusalOf(kind: 'bar' | 'scatter' | 'timeline', data: string): unknown {
  try {
    return readChartText({ kind, data })
  } catch (error) {
    return error
  }
}

describe('a long file', () => {
  it.each([
    ['labels on one line', 'bar', Array.from({ length: 90_000 }, (_, i) => `a${i}=1`).join(' ')],
    ['figures without labels', 'bar', filled('1 ')],
    ['signs with nothing behind', 'scatter', filled('a= ')],
    ['spaces within quotation marks', 'timeline', `"a=2026-01-01${filled(' ')}x"`],
    ['spaces in a remark', 'bar', `a,1\nb,2\n--note "a${filled(' ')}x"`],
    ['lines', 'bar', filled('a,1\n')],
    ['lines of points', 'scatter', filled('1,1\n')],
    ['columns', 'bar', `a,${filled('1,')}\nb,2`],
  ] as const)('of %s is refused in a sentence', (_what, kind, data) => {
    const refusal = refusalOf(kind, data)
    expect(refusal).toBeInstanceOf(BellhopError)
    expect(refusal).toMatchObject({ code: 'invalid' })
  })

  it('is drawn as before where it is a table that a chart can show', () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => `day ${i},${i},${'1'.repeat(10)}`)
    expect(readChartText({ kind: 'line', data: ['Day,A,B', ...rows].join('\n') })).toMatchObject({ kind: 'line' })
    expect(readChartText({ kind: 'bar', data: 'Jan=1 Feb=2', note: [' Feb = the start '] })).toMatchObject({
      annotations: [{ at: 'Feb', text: 'the start' }],
    })
    expect(readChartText({ kind: 'timeline', data: '"a=2026-01-01 to 2026-02-01"' })).toMatchObject({
      items: [{ start: '2026-01-01', end: '2026-02-01' }],
    })
  })
})
