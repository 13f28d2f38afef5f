// In whatever order people, thieves and machines move while accounts are linked: nobody becomes anybody but by asking in the chat,
// confirming on the other side, and bringing the code back.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Trace, traces } from '../../support/linking-traces.ts'

describe('linking, in every order', () => {
  it('binds nothing but what was asked in the chat, confirmed on the other side and answered by the asker', async () => {
    const seen = { bound: 0, killed: 0, traces: 0 }
    await fc.assert(
      fc.asyncProperty(traces, async (moves) => {
        const trace = new Trace()
        for (const one of moves) await trace.play(one)
        seen.traces++
        seen.bound += trace.bound
        seen.killed += trace.killed
      }),
      { numRuns: 20_000 },
    )
    // A run in which nothing is ever linked, or nothing ever refused, would prove nothing.
    expect(seen.traces).toBeGreaterThanOrEqual(20_000)
    expect(seen.bound).toBeGreaterThan(1_000)
    expect(seen.killed).toBeGreaterThan(1_000)
  })
})
