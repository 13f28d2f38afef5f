import { describe, expect, it } from 'vitest'
import { createHands } from '../../src/router/hands.ts'
import type { OutboxRow } from '../../src/store/router/outbox-rows.ts'

describe('what the sender has in hand', () => {
  it('gives one row of a conversation at a time, in order', () => {
    const { hands, first, second } = full()
    expect(hands.ready()).toEqual([first])
    hands.begin(first)
    expect(hands.ready()).toEqual([])
    hands.finish(first)
    expect(hands.ready()).toEqual([second])
  })

  it('does not take later rows of a conversation that was dropped while they were read', () => {
    const { hands, first } = full()
    const reading = hands.reading()
    hands.begin(first)
    hands.drop(first)
    reading.add([row('3', 'here'), row('4', 'elsewhere')])
    expect(hands.ready().map((one) => one.id)).toEqual(['4'])
    expect(hands.size()).toBe(1)
  })

  it('takes nothing that was read before everything was cleared', () => {
    const { hands } = full()
    const reading = hands.reading()
    hands.clear()
    reading.add([row('3', 'here')])
    expect(hands.size()).toBe(0)
  })

  it('lets a send that outlived a clearing end without touching what was read again', () => {
    const { hands, first } = full()
    hands.begin(first)
    hands.clear()
    const again = row('1', 'here')
    hands.reading().add([again])
    hands.begin(again)
    hands.finish(first)
    expect(hands.ids()).toEqual(['1'])
    expect(hands.busy()).toBe(1)
  })
})

function full() {
  const hands = createHands(() => undefined)
  const first = row('1', 'here')
  const second = row('2', 'here')
  hands.reading().add([first, second])
  return { hands, first, second }
}

function row(id: string, conversation: string): OutboxRow {
  return {
    id,
    conversation,
    plan: id,
    step: 0,
    platform: 'console',
    workspace: 'console',
    replyTo: '{}',
    call: 'show',
    payload: '{}',
    correlation: '',
    state: 'waiting',
    attempt: 0,
    before: [],
  }
}
