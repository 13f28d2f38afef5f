// How fast replies may leave: within what a platform takes in any stretch of time, not only on the average.
import { describe, expect, it } from 'vitest'
import { createPace } from '../../src/router/pace.ts'

const limits = { conversation: { count: 1_000, perMs: 1_000 }, everything: { count: 30, perMs: 1_000 } }

/** The moments at which something went, when there is always something to send. */
function send(until: number, onSend: (now: number, hold: (ms: number) => void) => void = () => undefined): number[] {
  const pace = createPace(limits)
  const sent: number[] = []
  for (let now = 0; now < until; now += 5)
    for (let i = 0; pace.waitFor(`c${i}`, 'w', now) === 0 && i < 100; i++) {
      pace.took(`c${i}`, 'w', now)
      sent.push(now)
      onSend(now, (ms) => pace.hold('everything', `c${i}`, 'w', now, ms))
    }
  return sent
}

function mostIn(sent: number[], ms: number): number {
  return Math.max(...sent.map((start) => sent.filter((at) => at >= start && at < start + ms).length))
}

describe('the pace of a workspace', () => {
  it('keeps within the limit in any second, and uses what it may', () => {
    const sent = send(10_000)
    expect(mostIn(sent, 1_000)).toBe(30)
    expect(sent.length).toBeGreaterThan(290)
  })

  it('begins slowly again after the platform said to wait', () => {
    let held = false
    const sent = send(5_000, (now, hold) => {
      if (!held && now === 0) hold(2_000)
      held = true
    })
    const after = sent.filter((at) => at > 0)
    expect(Math.min(...after)).toBe(2_000)
    expect(
      mostIn(
        after.filter((at) => at < 2_500),
        200,
      ),
    ).toBeLessThanOrEqual(8)
    expect(mostIn(after, 1_000)).toBeLessThanOrEqual(30)
  })
})
