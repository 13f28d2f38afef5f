// The clock that tests move by hand.
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { createMovableClock } from '../../../src/simulator/clocks.ts'

describe('a movable clock', () => {
  it('stands still until it is moved, and wakes each one at their moment', async () => {
    const clock = createMovableClock(1_000)
    const woken: [string, number][] = []
    const sleep = async (name: string, ms: number) => {
      await clock.wait(ms)
      woken.push([name, clock.now()])
    }
    const all = [sleep('late', 300), sleep('early', 100)]
    await clock.advance(99)
    expect(woken).toEqual([])
    await clock.advance(1_000)
    await Promise.all(all)
    expect(woken).toEqual([
      ['early', 1_100],
      ['late', 1_300],
    ])
    expect(clock.now()).toBe(2_099)
  })

  it('lets the woken wait again within the same move', async () => {
    const clock = createMovableClock(0)
    const moments: number[] = []
    const ticking = (async () => {
      for (let i = 0; i < 3; i += 1) {
        await clock.wait(10)
        moments.push(clock.now())
      }
    })()
    await clock.advance(30)
    await ticking
    expect(moments).toEqual([10, 20, 30])
  })

  it('lets go of whoever is told to stop', async () => {
    const clock = createMovableClock()
    const stop = new AbortController()
    const waiting = clock.wait(1_000, stop.signal)
    expect(clock.waiting()).toBe(1)
    stop.abort()
    await waiting
    expect(clock.waiting()).toBe(0)
  })
})

describe('the system clock', () => {
  it('waits no longer than it is told to', async () => {
    const stop = new AbortController()
    const waiting = systemClock.wait(60_000, stop.signal)
    stop.abort()
    await waiting
    await systemClock.wait(1)
  })
})

describe('the clock of the machine', () => {
  it('wakes nobody before their time, though timers may be early by a millisecond', async () => {
    const early = await Promise.all(
      Array.from({ length: 400 }, async (_, i) => {
        const due = systemClock.now() + 5 + (i % 20)
        await systemClock.wait(5 + (i % 20))
        return systemClock.now() < due
      }),
    )
    expect(early).not.toContain(true)
  })
})
