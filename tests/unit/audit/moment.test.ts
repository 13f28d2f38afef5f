import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../../src/audit/moment.ts'

const now = Date.UTC(2026, 10, 28, 10, 30)
const said = (text: string, edge: 'begin' | 'end' = 'begin') => {
  const at = parseMoment(text, now, edge)
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16)
}

describe('a moment, as people write it', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00', '2026-11-02T00:00'],
    ['2026-11-01T10:30', '2026-11-01T10:30', '2026-11-01T10:30'],
    ['3h', '2026-11-28T07:30', '2026-11-28T07:30'],
    ['2d ago', '2026-11-26T10:30', '2026-11-26T10:30'],
    ['today', '2026-11-28T00:00', '2026-11-29T00:00'],
    ['Yesterday', '2026-11-27T00:00', '2026-11-28T00:00'],
  ])('%s', (text, begin, end) => {
    expect([said(text), said(text, 'end')]).toEqual([begin, end])
  })

  it.each(['2026-02-31', 'tomorrow', '3', 'h', '2026-11-01T25:00'])('%s is none', (text) => {
    expect(said(text)).toBeUndefined()
  })
})
