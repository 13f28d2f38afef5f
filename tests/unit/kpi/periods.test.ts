// Which days a period means, and which days it is compared with.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayIn, daysBetween, endOf, isDay, startOf } from '../../../src/domain/days.ts'
import { type Period, readPeriod, showSpan, spansOf, splitPeriod } from '../../../src/domain/period.ts'

function spans(text: string, today: string, lastFigure?: string): string {
  const { span, before } = spansOf(readPeriod(text) as Period, today, lastFigure)
  return `${span.from}..${span.to} against ${before.from}..${before.to}`
}

describe('a period', () => {
  it.each([
    ['mtd', '2026-11-27', '2026-11-01..2026-11-27 against 2026-10-01..2026-10-27'],
    ['mtd', '2026-03-31', '2026-03-01..2026-03-31 against 2026-02-01..2026-02-28'],
    ['mtd', '2024-03-30', '2024-03-01..2024-03-30 against 2024-02-01..2024-02-29'],
    ['mtd', '2026-02-28', '2026-02-01..2026-02-28 against 2026-01-01..2026-01-31'],
    ['qtd', '2026-05-31', '2026-04-01..2026-05-31 against 2026-01-01..2026-02-28'],
    ['ytd', '2024-02-29', '2024-01-01..2024-02-29 against 2023-01-01..2023-02-28'],
    ['ytd', '2026-12-31', '2026-01-01..2026-12-31 against 2025-01-01..2025-12-31'],
    ['last 30d', '2026-03-01', '2026-01-31..2026-03-01 against 2026-01-01..2026-01-30'],
    ['last 2 weeks', '2026-01-10', '2025-12-28..2026-01-10 against 2025-12-14..2025-12-27'],
    ['last 6 months', '2026-08-31', '2026-03-01..2026-08-31 against 2025-08-29..2026-02-28'],
    ['last quarter', '2026-05-15', '2026-02-16..2026-05-15 against 2025-11-16..2026-02-15'],
    ['2026-02', '2026-11-27', '2026-02-01..2026-02-28 against 2026-01-01..2026-01-31'],
    ['2026-Q1', '2026-11-27', '2026-01-01..2026-03-31 against 2025-10-01..2025-12-31'],
    ['2025', '2026-11-27', '2025-01-01..2025-12-31 against 2024-01-01..2024-12-31'],
    ['2026-11', '2026-11-10', '2026-11-01..2026-11-10 against 2026-10-01..2026-10-10'],
  ])('%s on %s is %s', (text, today, expected) => {
    expect(spans(text, today)).toBe(expected)
  })

  it.each(['0100', '1899', '3000', '9999', '9999-12', '9999-Q4', '2026-13', '2026-Q5'])('is not %s', (text) => {
    expect(readPeriod(text)).toBeUndefined()
  })

  it('that runs to today ends with the last figure, and so does what it is compared with', () => {
    expect(spans('mtd', '2026-11-27', '2026-11-20')).toBe('2026-11-01..2026-11-20 against 2026-10-01..2026-10-20')
    expect(spans('last 30d', '2026-11-27', '2026-11-20')).toBe('2026-10-22..2026-11-20 against 2026-09-22..2026-10-21')
    expect(spans('mtd', '2026-11-27', '2026-09-20')).toBe('2026-11-01..2026-11-27 against 2026-10-01..2026-10-27')
    expect(spans('2026-02', '2026-11-27', '2026-02-20')).toBe('2026-02-01..2026-02-28 against 2026-01-01..2026-01-31')
  })

  it('is found before and behind a name', () => {
    expect(splitPeriod('last 30d net revenue')).toMatchObject({ period: { count: 30 }, rest: 'net revenue' })
    expect(splitPeriod('net revenue 2026-Q1')).toMatchObject({ said: '2026-Q1', rest: 'net revenue' })
    expect(splitPeriod('revenue')).toEqual({ period: undefined, said: '', rest: 'revenue' })
  })

  it.each(['', 'soon', 'last 0d', 'last 99999d', '2026-13', '2026-Q5', 'last 30', 'mtdd'])('is not %j', (text) => {
    expect(readPeriod(text)).toBeUndefined()
  })

  it('reads as people write it', () => {
    expect(showSpan({ from: '2026-11-01', to: '2026-11-27' })).toBe('1 Nov to 27 Nov 2026')
    expect(showSpan({ from: '2026-02-01', to: '2026-02-28' })).toBe('Feb 2026')
    expect(showSpan({ from: '2025-12-31', to: '2026-01-02' })).toBe('31 Dec 2025 to 2 Jan 2026')
  })
})

/** Days as the calendar of the language counts them, in a way of its own: by walking. */
describe('the calendar', () => {
  const day = fc
    .date({ min: new Date('1904-01-01'), max: new Date('2104-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))

  it('walks days as Date does, leap days included', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -4_000, max: 4_000 }), (from, count) => {
        const date = new Date(`${from}T12:00:00Z`)
        date.setUTCDate(date.getUTCDate() + count)
        const there = date.toISOString().slice(0, 10)
        expect(addDays(from, count)).toBe(there)
        if (count >= 0) expect(daysBetween(from, there)).toBe(count + 1)
      }),
    )
  })

  it('stays in the month when it moves by months, and keeps the day where there is one', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -600, max: 600 }), (from, count) => {
        const there = addMonths(from, count)
        const [year = 0, month = 0] = from.split('-').map(Number)
        const total = year * 12 + month - 1 + count
        expect(there.slice(0, 7)).toBe(
          `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((((total % 12) + 12) % 12) + 1).padStart(2, '0')}`,
        )
        if (there.slice(8) !== from.slice(8)) expect(addDays(there, 1).slice(8)).toBe('01')
        expect(isDay(there)).toBe(true)
      }),
    )
  })

  it('compares a span to date with one that begins with its own month, quarter or year and is never longer by more than two days', () => {
    fc.assert(
      fc.property(day, fc.constantFrom('month', 'quarter', 'year'), (today, unit) => {
        const { span, before } = spansOf({ kind: 'toDate', unit }, today)
        expect(span.from).toBe(startOf(unit, today))
        expect(before.from).toBe(startOf(unit, addDays(span.from, -1)))
        expect(before.to < span.from).toBe(true)
        if (today !== endOf(unit, today))
          expect(daysBetween(before.from, before.to)).toBeLessThanOrEqual(daysBetween(span.from, span.to) + 2)
      }),
    )
  })

  it('knows what day it is in every time zone, through the nights in which clocks are changed', () => {
    const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2037, 11, 31) }),
        fc.constantFrom(...zones),
        (now, zone) => {
          const asSwedes = new Date(now).toLocaleDateString('sv-SE', { timeZone: zone })
          expect(dayIn(zone, now)).toBe(asSwedes)
        },
      ),
    )
  })
})
