// The judge of the fault run must see what is wrong, and nothing else.
import { describe, expect, it } from 'vitest'
import { findFaults, type Received, type SentEvent } from '../../faults/check.ts'

const sent = (key: string, acked = true): SentEvent => ({
  key,
  conversation: key.split('.')[0] ?? '',
  at: 0,
  ackedAt: acked ? 1 : null,
})
const reply = (event: string, key = event): Received => ({
  kind: 'reply',
  event,
  conversation: event.split('.')[0] ?? '',
  key,
  at: 0,
})
const effect = (event: string, key: string): Received => ({ ...reply(event, key), kind: 'effect' })
const whats = (events: SentEvent[], received: Received[]) =>
  findFaults({ sent: events, received }).map((fault) => fault.what)

describe('the judge', () => {
  it('finds nothing wrong with each event answered once, in order', () => {
    expect(whats([sent('a.0'), sent('b.0'), sent('a.1')], [reply('b.0'), reply('a.0'), reply('a.1')])).toEqual([])
  })

  it('misses a reply to what was acknowledged', () => {
    expect(whats([sent('a.0'), sent('a.1')], [reply('a.1')])).toContain('lost')
  })

  it('asks no reply to what was never acknowledged, but allows one', () => {
    expect(whats([sent('a.0', false)], [])).toEqual([])
    expect(whats([sent('a.0', false)], [reply('a.0')])).toEqual([])
  })

  it('sees a second reply, acknowledged or not', () => {
    expect(whats([sent('a.0')], [reply('a.0', 'k1'), reply('a.0', 'k2')])).toContain('doubled')
    expect(whats([sent('a.0', false)], [reply('a.0', 'k1'), reply('a.0', 'k2')])).toContain('doubled')
  })

  it('sees replies that change places within a conversation', () => {
    expect(whats([sent('a.0'), sent('a.1')], [reply('a.1'), reply('a.0')])).toEqual(['out of order'])
  })

  it('misses an effect, sees it twice under two keys, and takes one key for one effect', () => {
    expect(whats([sent('a.0!')], [reply('a.0!')])).toEqual(['effect lost'])
    expect(whats([sent('a.0!')], [reply('a.0!'), effect('a.0!', 'k1'), effect('a.0!', 'k2')])).toEqual([
      'effect doubled',
    ])
    expect(whats([sent('a.0!')], [reply('a.0!'), effect('a.0!', 'k1'), effect('a.0!', 'k1')])).toEqual([])
  })

  it('sees answers to questions nobody asked', () => {
    expect(whats([], [reply('x.0')])).toEqual(['out of nothing'])
  })
})
