// When something is due, on the clocks of any place, over the days on which they jump.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCron } from '../../../src/schedules/cron.ts'
import { localOf, shownAt } from '../../../src/schedules/local-time.ts'
import { countRuns, nextRun } from '../../../src/schedules/next-run.ts'

const at = (text: string) => Date.parse(text)
const next = (cron: string, zone: string, after: string, count = 1) => {
  const found: string[] = []
  let from = at(after)
  for (let i = 0; i < count; i++) {
    from = nextRun(parseCron(cron), zone, from) ?? Number.NaN
    found.push(new Date(from).toISOString().slice(0, 16))
  }
  return found
}

describe('the next run', () => {
  it('keeps the hour of the place in summer and in winter', () => {
    expect(next('0 9 * * 1', 'Europe/Paris', '2026-03-20T00:00Z', 3)).toEqual([
      '2026-03-23T08:00',
      '2026-03-30T07:00',
      '2026-04-06T07:00',
    ])
  })

  it('of a time that the clocks skip is as much later', () => {
    expect(next('30 2 * * *', 'Europe/Paris', '2026-03-28T02:00Z', 2)).toEqual(['2026-03-29T01:30', '2026-03-30T00:30'])
  })

  it('of a time that the clocks show twice is once', () => {
    expect(next('30 2 * * *', 'Europe/Paris', '2026-10-24T12:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30'])
  })

  it('of every hour is an hour later, whatever the clocks do', () => {
    expect(next('0 * * * *', 'Europe/Paris', '2026-10-24T23:30Z', 3)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ])
    expect(next('0 * * * *', 'Europe/Paris', '2026-03-29T00:30Z', 2)).toEqual(['2026-03-29T01:00', '2026-03-29T02:00'])
  })

  it('knows the last day of a month and leap days', () => {
    expect(next('0 9 l * *', 'UTC', '2028-01-31T10:00Z', 2)).toEqual(['2028-02-29T09:00', '2028-03-31T09:00'])
    expect(next('0 9 29 2 *', 'UTC', '2096-03-01T00:00Z')).toEqual(['2104-02-29T09:00'])
    expect(nextRun(parseCron('0 9 30 2 *'), 'UTC', 0)).toBeUndefined()
  })

  it('of a day of the month and a weekday is either', () => {
    expect(next('0 9 13 * 5', 'UTC', '2026-11-10T00:00Z', 3)).toEqual([
      '2026-11-13T09:00',
      '2026-11-20T09:00',
      '2026-11-27T09:00',
    ])
  })
})

const zones = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Pacific/Apia',
]
const moments = fc.integer({ min: at('2010-01-01T00:00Z'), max: at('2030-01-01T00:00Z') })

describe('runs in any time zone', () => {
  it('are later than what they follow, and show the time that was said unless the clocks skip it', () => {
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (after, zone, hour, minute) => {
          const run = nextRun(parseCron(`${minute} ${hour} * * *`), zone, after) ?? Number.NaN
          expect(run).toBeGreaterThan(after)
          // Nobody waits for a daily run longer than two days; Samoa left out a whole one.
          expect(run - after).toBeLessThanOrEqual(49 * 3_600_000)
          const shown = localOf(run, zone)
          const isAsSaid = shown.hour === hour && shown.minute === minute
          expect(isAsSaid || hasJumped(run, zone)).toBe(true)
        },
      ),
    )
  })

  it('come once a day', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), fc.integer({ min: 0, max: 23 }), (after, zone, hour) => {
        const cron = parseCron(`30 ${hour} * * *`)
        const first = nextRun(cron, zone, after) ?? Number.NaN
        const second = nextRun(cron, zone, first) ?? Number.NaN
        const isSkippedDay = hasJumped(first, zone) || hasJumped(second, zone)
        expect(shownAt(first, zone).slice(0, 15) !== shownAt(second, zone).slice(0, 15) || isSkippedDay).toBe(true)
      }),
    )
  })

  it('are counted as they come one after the other', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), fc.integer({ min: 0, max: 20 }), (after, zone, count) => {
        const cron = parseCron('15 */6 * * 1-5')
        let last = after
        for (let i = 0; i < count; i++) last = nextRun(cron, zone, last) ?? last
        expect(countRuns(cron, zone, after, last)).toBe(count)
      }),
      { numRuns: 40 },
    )
  })
})

/** Within a day before this moment the clocks there were put forward. */
function hasJumped(moment: number, zone: string): boolean {
  const offset = (instant: number) => {
    const { year, month, day, hour, minute } = localOf(instant, zone)
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / 60_000) * 60_000
  }
  return offset(moment) > offset(moment - 86_400_000 - 3_600_000)
}
