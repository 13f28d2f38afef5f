// Fields of another kind than Telegram ever sends: an update is stored and read, ignored or refused in words, and nothing of ours breaks.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { BellhopError } from '../../../src/domain/errors.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { withOddFields } from '../../support/odd-fields.ts'
import { openBot } from './open-bot.ts'

const secret = 'correct-horse'
const user = { id: 7, is_bot: false, first_name: 'Ann', last_name: 'Lee', language_code: 'en' }
const group = { id: -100, type: 'supergroup', title: 'Ops', is_forum: true }
const said = { message_id: 3, date: 1, chat: { id: 7, type: 'private' }, from: user, text: '/help now' }
const bodies: Record<string, object> = {
  command: { message: { ...said, entities: [{ type: 'bot_command', offset: 0, length: 5 }] } },
  answer: {
    message: {
      ...{ ...said, chat: group, is_topic_message: true, message_thread_id: 5, text: 'yes' },
      reply_to_message: { ...said, from: { ...user, is_bot: true }, text: 'What is it?' },
    },
  },
  picture: {
    message: {
      ...{ ...said, text: undefined, caption: '/chart bar', media_group_id: 'm1' },
      photo: [{ file_id: 'f', file_unique_id: 'u', width: 1, height: 1, file_size: 3 }],
    },
  },
  file: {
    message: {
      ...said,
      text: undefined,
      document: { file_id: 'f', file_unique_id: 'u', file_name: 'a.csv', mime_type: 'text/csv', file_size: 3 },
    },
  },
  edit: { edited_message: { ...said, edit_date: 2 } },
  press: {
    callback_query: { id: '9', from: user, chat_instance: 'c', data: 'run|help', message: { ...said, chat: group } },
  },
  'press of a form': { callback_query: { id: '9', from: user, chat_instance: 'c', data: '?key.0.1', message: said } },
  membership: {
    my_chat_member: {
      chat: group,
      from: user,
      date: 1,
      old_chat_member: { user, status: 'left' },
      new_chat_member: { user, status: 'member' },
    },
  },
  reaction: {
    message_reaction: {
      chat: group,
      message_id: 3,
      user,
      date: 1,
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    },
  },
  'stopped draft': {
    stopped_message_generation: {
      chat: { id: 7, type: 'private', first_name: 'Ann' },
      draft_id: 4,
      message_thread_id: 5,
    },
  },
}
let world: Awaited<ReturnType<typeof openBot>>
const arrivals: Arrival[] = []
beforeAll(async () => {
  const intake = {
    async accept(arrival: Arrival) {
      arrivals.push(arrival)
      return 'stored' as const
    },
  }
  // Whoever reads an album waits for its other pictures.
  const clock = { ...systemClock, wait: async () => undefined }
  world = await openBot({ way: 'webhook', webhookSecret: createSecret(secret), hasDrafts: true, intake, clock })
  await world.platform.start()
})
afterAll(() => world.close())

it.each(Object.entries(bodies))('a %s with any field of another kind', async (_, body) => {
  const [route] = world.bot.routes
  const headers = { 'x-telegram-bot-api-secret-token': secret }
  let read = 0
  for (const odd of [body, ...withOddFields(body)]) {
    const text = JSON.stringify({ update_id: 5, ...odd })
    arrivals.length = 0
    const given = { method: 'POST', path: '/telegram/webhook', query: new URLSearchParams(), params: {}, headers }
    const answer = await route?.handle({ ...given, body: Buffer.from(text) })
    expect([200, 400], text.slice(0, 2_000)).toContain(answer?.status)
    const [arrival] = arrivals
    if (!arrival) continue
    const failure = await world.platform
      .deliver({ ...arrival, id: '1', attempt: 9, receivedAt: Date.now() }, async () => undefined)
      .then(
        () => undefined,
        (error: unknown) => error,
      )
    if (failure === undefined) read++
    else expect(failure, `${String(failure)} ${text.slice(0, 2_000)}`).toBeInstanceOf(BellhopError)
  }
  expect(read).toBeGreaterThan(20)
})
