import { describe, expect, it } from 'vitest'
import { createChoices } from '../../../bots/console/choices.ts'
import { createLiveLines } from '../../../bots/console/live.ts'
import { createSend, planReply } from '../../../bots/console/send.ts'
import { say } from '../../../src/domain/reply.ts'

const to = { platform: 'console' as const, workspace: 'console', conversation: 'console:local', address: null }
const [step = { call: '', payload: null }] = planReply(say('hi'))
const sending = (key: string) => ({ key, step: JSON.parse(JSON.stringify(step)), attempt: 0, to, before: [] })

function sender(print: (text: string) => Promise<void>) {
  return createSend({
    print,
    choices: createChoices(),
    isRich: false,
    width: () => undefined,
    picturesDir: undefined,
    preview: undefined,
    onForm: () => {},
    lives: createLiveLines({ choices: createChoices(), isShown: false, width: () => 80, paint: () => {} }),
  })
}

describe('sending to the terminal', () => {
  it('prints once whatever is tried again, and knows what it printed', async () => {
    const printed: string[] = []
    const { send, find } = sender(async (text) => void printed.push(text))
    expect(await find(sending('a'))).toEqual({ outcome: 'absent' })
    const first = await send(sending('a'))
    expect(await send(sending('a'))).toEqual(first)
    expect(await find(sending('a'))).toEqual({ outcome: 'sent', id: 'console:a' })
    expect(printed).toEqual(['hi\n'])
  })

  it('does not print again what a slow reader has not taken yet', async () => {
    const { send, find } = sender(() => new Promise(() => {}))
    void send(sending('a'))
    expect(await find(sending('a'))).toMatchObject({ outcome: 'sent' })
  })

  it('is refused when nobody reads any more', async () => {
    const { send, find } = sender(() => Promise.reject(new Error('the terminal is closed')))
    expect(await send(sending('a'))).toEqual({ outcome: 'refused', reason: 'the terminal is closed' })
    expect(await find(sending('a'))).toEqual({ outcome: 'absent' })
  })

  it('remembers the recent ones only', async () => {
    const { send, find } = sender(async () => {})
    for (let n = 0; n <= 5_000; n++) await send(sending(`k${n}`))
    expect(await find(sending('k0'))).toEqual({ outcome: 'absent' })
    expect(await find(sending('k1'))).toMatchObject({ outcome: 'sent' })
  })
})
