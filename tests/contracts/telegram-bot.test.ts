// What goes wrong between Telegram and us: nothing is lost, nothing is done twice, and the chat goes on.
import { afterEach, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { createSecret } from '../../src/domain/secret.ts'
import type { Person } from '../../src/simulator/telegram/people.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import {
  openTelegramCore,
  type TelegramCore,
  type TelegramCoreOptions,
  webhookSecret,
} from '../support/telegram-core.ts'

const sentences = Array.from({ length: 400 }, (_, i) => `Sentence number ${String(i).padStart(4, '0')} is here.`)

const essay = defineCommand({
  name: 'essay',
  summary: 'A very long answer',
  permission: 'stranger',
  run: async () => say(sentences.join(' ')),
})

describeOnEveryStore('the way to Telegram and back', ({ store }) => {
  let world: TelegramCore
  let alice: Person
  let names = 0
  afterEach(() => world.stop())

  async function begin(options: TelegramCoreOptions = {}): Promise<void> {
    world = await openTelegramCore(store(), { commands: [essay], ...options })
    alice = world.telegram.person(`Alice ${++names}`)
  }
  const answers = () => alice.sees().filter(({ from }) => from.isBot)
  const texts = () => answers().map(({ text }) => text)
  /** Another program with the same token. */
  async function ask(method: string): Promise<{ url: string }> {
    const answer = await fetch(`${world.telegram.apiRoot}/bot${world.telegram.bot.token}/${method}`)
    return ((await answer.json()) as { result: { url: string } }).result
  }
  const outcomesOf = (method: string) => world.telegram.journal.requests(method).map(({ outcome }) => outcome)

  it('answers once what Telegram sends twice, late, and while another program polls', async () => {
    await begin()
    world.telegram.updateFaults.add('message', 'twice')
    await alice.says('/echo 1')
    await alice.waitsFor('1')
    world.telegram.updateFaults.add('message', 'late')
    await alice.says('/echo 2')
    while (!outcomesOf('getUpdates').includes(409)) await ask('getUpdates')
    await alice.says('/echo 3')
    await world.telegram.until(() => texts().includes('2') && texts().includes('3'))
    await world.core.idle()
    expect(texts().toSorted()).toEqual(['1', '2', '3'])
  })

  it('answers once what was stored just before the process died', async () => {
    await begin({
      intake: (real) => ({
        async accept(arrival) {
          await real.accept(arrival)
          throw new Error('killed before anybody heard of it')
        },
      }),
    })
    await alice.says('/echo survived')
    await alice.waitsFor('survived')
    await world.halt()
    const confirmed = world.telegram.journal.requests('getUpdates').map(({ args }) => Number(args.offset ?? 0))
    expect(Math.max(...confirmed)).toBe(0)
    world = await world.again({ intake: (real) => real })
    await alice.says('/echo next')
    await alice.waitsFor('next')
    await world.core.idle()
    expect(texts()).toEqual(['survived', 'next'])
  })

  it('answers after the store was away, by webhook too', async () => {
    let refusals = 2
    await begin({
      way: 'webhook',
      intake: (real) => ({
        accept: async (arrival) => (refusals-- > 0 ? Promise.reject(new Error('no database')) : real.accept(arrival)),
      }),
    })
    await alice.says('/echo at last')
    await alice.waitsFor('at last')
    const attempts = world.telegram.journal.deliveries('message').map(({ outcome }) => outcome)
    expect(attempts).toEqual([503, 503, 200])
  })

  it('goes on with a chat whose update nobody can read', async () => {
    await begin({ way: 'webhook' })
    await alice.says('/echo before')
    await alice.waitsFor('before')
    const { url } = await ask('getWebhookInfo')
    const poison = {
      message_id: 7,
      date: 1,
      chat: { id: alice.user.id, type: 'private' },
      from: alice.user,
      text: 'x',
      entities: 5,
    }
    const posted = await fetch(url, {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': webhookSecret },
      body: JSON.stringify({ update_id: 1, message: poison }),
    })
    expect(posted.status).toBe(200)
    await alice.says('/echo after')
    await alice.waitsFor('after')
    expect(world.log.lines.some(({ message }) => message.includes('parked'))).toBe(true)
  })

  it('ends a long answer that a restart broke off, without saying any of it again', async () => {
    await begin()
    await alice.says('/echo hello')
    await alice.waitsFor('hello')
    let sent = 0
    const stop = world.telegram.observe(({ kind }) => {
      // The first part has arrived: the second finds Telegram busy until after the restart.
      if (kind === 'message' && ++sent === 2)
        world.telegram.faults.add('sendMessage', { kind: 'too many', retryAfter: 60 }, 9)
    })
    await alice.says('/essay')
    await world.telegram.until(() => outcomesOf('sendMessage').includes(429))
    stop()
    await world.halt()
    expect(answers()).toHaveLength(2)
    world.telegram.faults.clear()
    world = await world.again()
    await alice.waitsFor(/number 0399 is here/)
    await world.core.idle()
    const parts = texts().slice(1)
    expect(parts.length).toBeGreaterThanOrEqual(3)
    expect(parts.join(' ').match(/number \d{4}/g)).toEqual(sentences.map((sentence) => sentence.slice(9, 20)))
    expect(answers().filter(({ replyTo }) => replyTo !== undefined)).toHaveLength(2)
  })

  it('repeats a message whose fate it cannot know, says so in the log, and keeps the order', async () => {
    await begin()
    world.telegram.faults.add('sendMessage', { kind: 'lost answer' })
    await alice.says('/echo one')
    await alice.says('/echo two')
    await alice.waitsFor('two')
    expect(texts()).toEqual(['one', 'one', 'two'])
    expect(world.log.lines.map(({ message }) => message)).toContain('sent again: whether it arrived cannot be known')
  })

  it('shows that it is typing while an answer takes its time', async () => {
    const ready = Promise.withResolvers<void>()
    const slow = defineCommand({
      name: 'slow',
      summary: 'Takes its time',
      permission: 'stranger',
      run: async () => {
        await ready.promise
        return say('done')
      },
    })
    await begin({ commands: [slow] })
    await alice.says('/slow')
    await world.telegram.until(() => alice.looksAt().doing === 'typing')
    ready.resolve()
    await alice.waitsFor('done')
  })

  it('registers its webhook once, and anew when its secret changes', async () => {
    await begin({ way: 'webhook' })
    const registrations = () => outcomesOf('setWebhook').length
    expect(registrations()).toBe(1)
    const publicUrl = new URL((await ask('getWebhookInfo')).url).origin
    await world.halt()
    world = await world.again({ bot: { publicUrl } })
    expect(registrations()).toBe(1)
    await world.halt()
    world = await world.again({ bot: { publicUrl, webhookSecret: createSecret('another') } })
    expect(registrations()).toBe(2)
  })

  it('takes the webhook away when it polls, and what waited there comes', async () => {
    await begin({ way: 'webhook' })
    await world.halt()
    await alice.says('/echo waited')
    world = await world.again({ way: 'polling' })
    await alice.waitsFor('waited')
  })

  it('starts without Telegram, says so, and sets itself up when it is back', async () => {
    await begin({ way: 'none' })
    await world.halt()
    world.telegram.faults.add('getMe', { kind: 'down' }, 1)
    world = await world.again({ way: 'polling' })
    expect(await world.bot.platform.health()).toEqual({ ok: false, detail: 'Telegram does not answer.' })
    await alice.says('/echo hello')
    await alice.waitsFor('hello')
    await expect.poll(() => world.bot.platform.health()).toEqual({ ok: true, detail: 'polling' })
  })
})
