// The webhook's door: only Telegram gets in, and nothing is acknowledged that is not stored.
import { describe, expect, it } from 'vitest'
import { createWebhookRoute } from '../../../bots/telegram/receive.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import type { Accepted } from '../../../src/ports/intake.ts'
import { createQuietLog, noMetrics } from '../../support/quiet.ts'

const secret = 'correct-horse'
const header = 'x-telegram-bot-api-secret-token'
const update = JSON.stringify({ update_id: 1, message: { message_id: 3, chat: { id: 7, type: 'private' }, date: 1 } })

function open(accept: (arrival: Arrival) => Promise<Accepted> = async () => 'stored') {
  const accepted: Arrival[] = []
  const heard: unknown[] = []
  const intake = {
    accept: async (arrival: Arrival) => {
      const outcome = await accept(arrival)
      accepted.push(arrival)
      return outcome
    },
  }
  const common = { bot: 42, secret, intake, log: createQuietLog(), metrics: noMetrics }
  const route = createWebhookRoute({ ...common, onStored: (_arrival, parsed) => heard.push(parsed) })
  const post = (body: string | Buffer, headers: Record<string, string> = { [header]: secret }) =>
    route.handle({
      ...{ method: 'POST', path: route.path, query: new URLSearchParams(), params: {}, headers },
      body: Buffer.from(body),
    })
  return { post, accepted, heard }
}

describe('the webhook', () => {
  it('stores the body as it came and answers 200 with nothing', async () => {
    const { post, accepted, heard } = open()
    expect(await post(update)).toEqual({ status: 200 })
    expect(Buffer.from(accepted[0]?.body ?? []).toString()).toBe(update)
    expect(heard).toEqual([JSON.parse(update)])
  })

  it.each([
    ['no secret', {}],
    ['an empty one', { [header]: '' }],
    ['a wrong one', { [header]: 'correct-house' }],
    ['the beginning of it', { [header]: 'correct' }],
    ['more than it', { [header]: `${secret}s` }],
    ['another header', { authorization: secret }],
  ])('refuses %s and stores nothing', async (_what, headers) => {
    const { post, accepted } = open()
    expect(await post(update, headers)).toEqual({ status: 401 })
    expect(accepted).toEqual([])
  })

  it('answers 503 when the update cannot be stored, so that Telegram sends it again', async () => {
    const { post, heard } = open(async () => {
      throw new Error('no database')
    })
    expect(await post(update)).toEqual({ status: 503 })
    expect(heard).toEqual([])
  })

  it('answers 200 to what it has already', async () => {
    expect(await open(async () => 'duplicate').post(update)).toEqual({ status: 200 })
  })

  it.each([['not json'], ['{"a":'], ['{}'], ['[]'], ['null'], [''], [Buffer.from([0xff, 0xfe, 0x00])]])(
    'answers 400 to %j',
    async (body) => {
      const { post, accepted } = open()
      expect(await post(body)).toEqual({ status: 400 })
      expect(accepted).toEqual([])
    },
  )

  it('stores what nobody foresaw too: a NUL, half a letter, a kind of its own', async () => {
    const { post, accepted } = open()
    for (const body of ['{"update_id":1,"message":{"text":"\\u0000 \\ud800"}}', '{"update_id":2,"novelty":{}}'])
      expect(await post(body)).toEqual({ status: 200 })
    expect(accepted).toHaveLength(2)
  })
})
