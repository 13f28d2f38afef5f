// Webhook delivery on a clock moved by hand, into a bot that answers as the test says.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { openScene, refusal, type Scene, untilWaiting } from './telegram-support.ts'

type Got = {
  update: { update_id: number; message?: { text?: string } }
  headers: IncomingHttpHeaders
  response: ServerResponse
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A bot that keeps what it gets; `answer` says how it answers, nothing leaves the request open. */
async function openWebhook(answer: (got: Got) => void) {
  const got: Got[] = []
  const server = createServer(async (request, response) => {
    const one = { update: JSON.parse(await text(request)), headers: request.headers, response }
    got.push(one)
    answer(one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`
  const gets = async (count: number) => {
    while (got.length < count) await new Promise(setImmediate)
  }
  return { url, texts: () => got.map(({ update }) => update.message?.text), got, gets }
}

function status(code: number, headers = {}) {
  return ({ response }: Got) => void response.writeHead(code, headers).end()
}

function outcomes({ telegram }: Scene): (number | string)[] {
  return telegram.journal.deliveries().map(({ outcome }) => outcome)
}

async function delivered(scene: Scene, count: number): Promise<void> {
  await scene.telegram.until(() => outcomes(scene).length >= count)
}

describe('a webhook', () => {
  it('gets updates as JSON with the secret, one after another', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(200))
    await scene.api.setWebhook(hook.url, { secret_token: 'Secret_1-2' })
    const alice = scene.telegram.person('alice')
    for (const said of ['one', 'two', 'three']) await alice.says(said)
    await delivered(scene, 3)
    expect(hook.texts()).toEqual(['one', 'two', 'three'])
    expect(hook.got[0]?.headers).toMatchObject({
      'x-telegram-bot-api-secret-token': 'Secret_1-2',
      'content-type': 'application/json',
    })
    expect(await scene.api.getWebhookInfo()).toMatchObject({
      url: hook.url,
      pending_update_count: 0,
      max_connections: 40,
    })
  })

  it('gets the next update of a chat only when the one before was answered well, while other chats go on', async () => {
    const scene = await openScene()
    const held: Got[] = []
    const hook = await openWebhook((one) => (one.update.message?.text === 'slow' ? held.push(one) : status(200)(one)))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('bob').says('first')
    await delivered(scene, 1)
    await scene.telegram.person('alice').says('slow')
    await scene.telegram.person('alice').says('after slow')
    await scene.telegram.person('bob').says('meanwhile')
    await delivered(scene, 2)
    expect(hook.texts()).toEqual(['first', 'slow', 'meanwhile'])
    held[0]?.response.end()
    await delivered(scene, 4)
    expect(hook.texts().at(-1)).toBe('after slow')
  })

  it('tries again at once, then after 2, 4, 8 seconds, up to a minute or two', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(500))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('poison')
    await delivered(scene, 2)
    for (const [i, pause] of [2, 4, 8, 16, 32].entries()) {
      await untilWaiting(scene.clock)
      await scene.clock.advance(pause * 1000 - 1)
      expect(hook.got).toHaveLength(i + 2)
      await scene.clock.advance(1)
      await delivered(scene, i + 3)
    }
    for (const round of [8, 9]) {
      await untilWaiting(scene.clock)
      await scene.clock.advance(59_000)
      expect(hook.got).toHaveLength(round - 1)
      await scene.clock.advance(61_000)
      await delivered(scene, round)
    }
    expect(await scene.api.getWebhookInfo()).toMatchObject({
      pending_update_count: 1,
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    })
  })

  it('does as Retry-After says, for at most an hour', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(503, { 'retry-after': '7200' }))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('later')
    await delivered(scene, 1)
    await untilWaiting(scene.clock)
    await scene.clock.advance(3_599_999)
    expect(hook.got).toHaveLength(1)
    await scene.clock.advance(1)
    await delivered(scene, 2)
  })

  it('drops an update after a day, and the chat goes on', async () => {
    const scene = await openScene()
    const refuse = status(500, { 'retry-after': '3600' })
    const hook = await openWebhook((one) => (one.update.message?.text === 'poison' ? refuse(one) : status(200)(one)))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('poison')
    for (let hour = 1; hour <= 24; hour += 1) {
      await delivered(scene, hour)
      if (hour === 24) await scene.telegram.person('alice').says('after it')
      await scene.clock.advance(3_600_000)
    }
    await delivered(scene, 25)
    expect(hook.texts().slice(-2)).toEqual(['poison', 'after it'])
    expect((await scene.api.getWebhookInfo()).pending_update_count).toBe(0)
  })

  it('has a minute to answer', async () => {
    const scene = await openScene()
    const hook = await openWebhook(() => undefined)
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('hello?')
    await hook.gets(1)
    await scene.clock.advance(60_000)
    await delivered(scene, 1)
    expect(outcomes(scene)).toEqual(['Read timeout expired'])
  })

  it('that cannot be reached is tried again, and gets everything when it is back', async () => {
    const scene = await openScene()
    await scene.api.setWebhook('http://127.0.0.1:9/telegram')
    await scene.telegram.person('alice').says('anybody?')
    await delivered(scene, 2)
    expect(outcomes(scene)).toEqual(['Connection refused', 'Connection refused'])
    const hook = await openWebhook(status(200))
    await scene.api.setWebhook(hook.url)
    await delivered(scene, 3)
    expect(hook.texts()).toEqual(['anybody?'])
  })

  it('uses one connection until it has answered well, then as many as it allows', async () => {
    const scene = await openScene()
    const hook = await openWebhook(() => undefined)
    await scene.api.setWebhook(hook.url, { max_connections: 2 })
    for (const name of ['ann', 'ben', 'cleo', 'dan']) await scene.telegram.person(name).says(name)
    await hook.gets(1)
    await scene.api.getMe()
    expect(hook.got).toHaveLength(1)
    hook.got[0]?.response.end()
    await hook.gets(3)
    await scene.api.getMe()
    expect(hook.got).toHaveLength(3)
    hook.got[1]?.response.end()
    await hook.gets(4)
  })

  it('may call a method in its answer', async () => {
    const scene = await openScene()
    const alice = scene.telegram.person('alice')
    const call = JSON.stringify({ method: 'sendMessage', chat_id: alice.user.id, text: 'pong' })
    const hook = await openWebhook(
      ({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).end(call),
    )
    await scene.api.setWebhook(hook.url)
    await alice.says('/ping')
    await alice.waitsFor('pong')
    await scene.telegram.until(() => scene.telegram.journal.requests('sendMessage')[0]?.inWebhookAnswer)
  })

  it('may not ask for anything in its answer', async () => {
    const scene = await openScene()
    const hook = await openWebhook(
      ({ response }) => void response.setHeader('content-type', 'application/json').end('{"method":"deleteWebhook"}'),
    )
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('x')
    await delivered(scene, 1)
    expect((await scene.api.getWebhookInfo()).url).toBe(hook.url)
  })

  it('is closed after most of a day of 410', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(410, { 'retry-after': '3500' }))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('x')
    for (let round = 1; round <= 24; round += 1) {
      await delivered(scene, round)
      await scene.clock.advance(3_500_000)
    }
    await delivered(scene, 25)
    expect((await scene.api.getWebhookInfo()).url).toBe('')
  })

  it.each([
    ['secret token contains unallowed characters', { secret_token: 'a b' }],
    ['secret token is too long', { secret_token: 'a'.repeat(257) }],
  ])('is refused with "%s"', async (description, other) => {
    const { api } = await openScene()
    expect((await refusal(api.setWebhook('http://127.0.0.1:9/', other))).description).toBe(
      `Bad Request: ${description}`,
    )
  })

  it('is never outside this machine', async () => {
    const { api } = await openScene()
    expect((await refusal(api.setWebhook('https://bot.example/telegram'))).description).toMatch(
      /^Bad Request: bad webhook: the simulator only calls/,
    )
  })

  it('starts without what was pending when asked to', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(200))
    await scene.telegram.person('alice').says('old')
    await scene.api.setWebhook(hook.url, { drop_pending_updates: true })
    await scene.telegram.person('alice').says('new')
    await delivered(scene, 1)
    expect(hook.texts()).toEqual(['new'])
  })
})
