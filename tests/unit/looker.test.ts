// A loop that looks for work, and how often many nudges make it look.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLooker } from '../../src/router/create-looker.ts'
import { createQuietLog } from '../support/quiet.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('looks at once when nudged, and once for all nudges that come while it rests', async () => {
  const look = vi.fn(async () => false)
  const looker = createLooker({ look, everyMs: 60_000, restMs: 5, log: createQuietLog(), name: 'test' })
  looker.start()
  expect(look).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  for (let i = 0; i < 100; i++) looker.nudge()
  expect(look).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(10)
  expect(look).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(20)
  looker.nudge()
  expect(look).toHaveBeenCalledTimes(3)
})

it('rests not at all while there is more', async () => {
  let left = 10
  const look = vi.fn(async () => --left > 0)
  const looker = createLooker({ look, everyMs: 60_000, restMs: 5, log: createQuietLog(), name: 'test' })
  looker.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(left).toBe(0)
})
