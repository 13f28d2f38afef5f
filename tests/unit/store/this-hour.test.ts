import { afterEach, expect, it, vi } from 'vitest'
import { wasThisHour } from '../../../src/store/router/this-hour.ts'

afterEach(() => vi.useRealTimers())

it('tells what was asked for before in the hour, and in no other', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-30T10:59:00Z') })
  expect(['C1\nU1', 'C1\nU2', 'C1\nU1'].map(wasThisHour)).toEqual([false, false, true])
  vi.setSystemTime(new Date('2026-11-30T11:00:00Z'))
  expect(['C1\nU1', 'C1\nU1'].map(wasThisHour)).toEqual([false, true])
})

it('forgets in the end, and hardly ever takes one for another', () => {
  const keys = Array.from(
    { length: 200_000 },
    (_, i) => `slack:T0123456789:C0123456789:17${1_000_000 + i}.000100\nslack:T0123456789:U${i % 500}`,
  )
  expect(keys.filter(wasThisHour).length).toBeLessThan(10)
  expect(keys.slice(-1_000).filter(wasThisHour).length).toBeGreaterThan(900)
})
