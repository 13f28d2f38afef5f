// Webhook delivery: what goes out, in which order, over how many connections.
import { describe, expect, it } from 'vitest'
import { openScene, refusal } from './telegram-support.ts'
import { delivered, type Got, openWebhook, status } from './telegram-webhook-support.ts'

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

  it.each([
    ['secret token contains unallowed characters', { secret_token: 'a b' }],
    ['secret token is too long', { secret_token: 'a'.repeat(257) }],
  ])('is refused with "%s"', async (description, other) => {
    const { api } = await openScene()
    expect((await refusal(api.setWebhook('http://127.0.0.1:9/', other))).description).toBe(
      `Bad Request: ${description}`,
    )
  })
})
