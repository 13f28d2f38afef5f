import { describe, expect, it } from 'vitest'
import { createChoices } from '../../../bots/console/choices.ts'
import { createReceiver } from '../../../bots/console/receive.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'

function receiving(epoch = 'e1', overtakes = true) {
  const arrivals: Arrival[] = []
  const receiver = createReceiver({
    intake: {
      async accept(arrival) {
        arrivals.push(arrival)
        return 'stored'
      },
    },
    choices: createChoices(),
    epoch,
    overtakes,
    name: 'Ann',
    now: () => 5,
    note: () => {},
    log: undefined,
  })
  return { receiver, arrivals }
}

describe('receiving lines', () => {
  it('gives each line a key that no other line of any run has', async () => {
    const one = receiving('e1')
    const two = receiving('e2')
    for (const { receiver } of [one, two]) {
      await receiver.line('same')
      await receiver.line('same')
    }
    const keys = [...one.arrivals, ...two.arrivals].map((arrival) => arrival.key)
    expect(keys).toEqual(['console:e1:1', 'console:e1:2', 'console:e2:1', 'console:e2:2'])
  })

  it('keeps lines in one lane, and lets cancel and stop overtake', async () => {
    const { receiver, arrivals } = receiving()
    for (const line of ['build', 'cancel', '/stop', '/cancel 12', 'cancel the order of tea']) await receiver.line(line)
    expect(arrivals.map(({ lane, isControl }) => [lane, isControl])).toEqual([
      ['console:local', false],
      ['console:local:control', true],
      ['console:local:control', true],
      ['console:local:control', true],
      ['console:local', false],
    ])
  })

  it('lets nothing overtake in a pipe', async () => {
    const { receiver, arrivals } = receiving('e1', false)
    await receiver.line('cancel')
    expect(arrivals[0]).toMatchObject({ lane: 'console:local', isControl: true })
  })

  it('ignores lines of spaces', async () => {
    const { receiver, arrivals } = receiving()
    for (const line of ['', '  ', '\t', '\u00a0']) await receiver.line(line)
    expect(arrivals).toEqual([])
  })
})
