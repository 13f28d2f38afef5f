import { describe, expect, it } from 'vitest'
import { createChannelPace } from '../../../bots/slack/pace-channels.ts'
import { createMovableClock } from '../../../src/simulator/clocks.ts'

const oneASecond = { count: 3, perMs: 3_000 }

describe('the pace of a channel', () => {
  it('lets a burst of three go, then one a second', () => {
    const pace = createChannelPace(createMovableClock(), oneASecond)
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => pace.claim('C1', key))).toEqual([0, 0, 0, 1_000, 2_000])
  })

  it('keeps the turn of whoever was told to wait', async () => {
    const clock = createMovableClock()
    const pace = createChannelPace(clock, oneASecond)
    for (const key of ['a', 'b', 'c', 'd', 'e']) pace.claim('C1', key)
    await clock.advance(400)
    expect(pace.claim('C1', 'd')).toBe(600)
    await clock.advance(600)
    expect(pace.claim('C1', 'f')).toBe(2_000)
    expect(pace.claim('C1', 'd')).toBe(0)
  })

  it('does not slow one channel for another', () => {
    const pace = createChannelPace(createMovableClock(), oneASecond)
    for (let i = 0; i < 10; i++) pace.claim('C1', `${i}`)
    expect(pace.claim('C2', 'x')).toBe(0)
  })

  it('lets nothing go before Slack allows it again, neither new nor waiting', async () => {
    const clock = createMovableClock()
    const pace = createChannelPace(clock, oneASecond)
    for (const key of ['a', 'b', 'c', 'd', 'e']) pace.claim('C1', key)
    pace.hold('C1', 30_000)
    expect(['d', 'e', 'f'].map((key) => pace.claim('C1', key))).toEqual([30_000, 31_000, 32_000])
    await clock.advance(30_000)
    expect(pace.claim('C1', 'd')).toBe(0)
  })
})
