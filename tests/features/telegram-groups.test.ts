// The bot among people: it speaks when it is spoken to, to whoever spoke, and goes on when their group moves.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say, whisper } from '../../src/domain/reply.ts'
import type { Person } from '../../src/simulator/telegram/people.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

const secret = defineCommand({
  name: 'secret',
  summary: 'For your eyes alone',
  permission: 'stranger',
  run: async () => whisper('the secret'),
})

const where = defineCommand({
  name: 'where',
  summary: 'Which conversation this is',
  permission: 'stranger',
  run: async ({ incoming }) => say(`conversation ${incoming?.conversation}`),
})

let store: Store
let world: TelegramCore
let alice: Person
let bob: Person

beforeAll(async () => {
  store = await openTestStore()
  // Without privacy mode the bot hears everything, and must know by itself what is meant for it.
  world = await openTelegramCore(store, { commands: [secret, where], server: { bot: { privacy: false } } })
  alice = world.telegram.person('Alice')
  bob = world.telegram.person('Bob')
  world.telegram.group('Team', { people: [alice, bob] })
})
afterAll(async () => {
  await world.stop()
  await store.close()
})

const team = { in: 'Team' }

/** What the bot says in the group because of this, known by a question that is surely answered after it. */
async function saidTo(text: string, more: object = {}): Promise<string[]> {
  const asked = await alice.says(text, { ...team, ...more })
  const end = `end ${asked.id}`
  await alice.says(`/echo ${end}`, team)
  await alice.waitsFor(end, team)
  const later = alice.sees(team).filter(({ id, from }) => id > asked.id && from.isBot)
  return later.map((message) => message.text).filter((one) => one !== end)
}

describe('in a group the bot', () => {
  it.each([
    ['a command', '/echo 1', ['1']],
    ['a command with its name', '/echo@bellhop_bot 2', ['2']],
    ['its name before the words', '@bellhop_bot echo 3', ['3']],
    ['its name with a comma', '@Bellhop_Bot, echo 4', ['4']],
    ['its name behind the words', 'echo 5 @bellhop_bot', ['5']],
  ])('answers to %s', async (_what, text, answers) => {
    expect(await saidTo(text)).toEqual(answers)
  })

  it.each([
    ['talk among people', 'echo nobody asked'],
    ['a command for another bot', '/echo@other_bot 6'],
    ['a command that none of its own is called', '/weather Berlin'],
    ['another name', '@bellhop_botany echo 7'],
    ['a name within an address', 'mail me at x@bellhop_bot.example'],
  ])('is silent at %s', async (_what, text) => {
    expect(await saidTo(text)).toEqual([])
  })

  it('answers to a reply to its own message', async () => {
    await alice.says('/echo first', team)
    const own = await alice.waitsFor('first', team)
    expect(await saidTo('echo second', { replyTo: own })).toEqual(['second'])
  })

  it('is silent at a reply to somebody else', async () => {
    const said = await bob.says('what do you think?', team)
    expect(await saidTo('echo third', { replyTo: said })).toEqual([])
  })

  it('tells a secret to whoever asked for it', async () => {
    await alice.says('/start')
    await alice.says('/secret', team)
    await alice.waitsFor('the secret')
    expect(bob.sees(team).map(({ text }) => text)).not.toContain('the secret')
  })

  it('tells who never wrote to it how to hear the secret', async () => {
    await bob.says('/secret', team)
    const word = await bob.waitsFor(/press Start/, team)
    expect(word.buttons[0]?.[0]?.url).toBe('https://t.me/bellhop_bot?start=hello')
  })

  it('has a conversation with each person', async () => {
    const of = async (person: Person) => {
      await person.says('/where', team)
      return (await person.waitsFor(/^conversation/, team)).text
    }
    expect(await of(alice)).not.toBe(await of(bob))
  })

  it('ignores other bots', async () => {
    const other = world.telegram.addBot({ username: 'other_bot' })
    const group = world.telegram.group('Bots', { people: [alice] })
    const api = (method: string, args: object) =>
      fetch(`${world.telegram.apiRoot}/bot${other.token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(args),
      })
    await api('sendMessage', { chat_id: group.id(), text: '@bellhop_bot echo loop' })
    await alice.says('/echo done', { in: 'Bots' })
    await alice.waitsFor('done', { in: 'Bots' })
    expect(alice.sees({ in: 'Bots' }).map(({ text }) => text)).not.toContain('loop')
  })

  it('reads no channel posts', async () => {
    world.telegram.channel('News', { people: [alice], isAdmin: true })
    await alice.says('/echo extra', { in: 'News' })
    await alice.says('/echo done')
    await alice.waitsFor('done')
    await world.core.idle()
    expect(alice.sees({ in: 'News' }).map(({ text }) => text)).not.toContain('extra')
  })
})

describe('a group that puts the bot out', () => {
  it('gets nothing of what was on its way, which ends, and nobody else waits for it', async () => {
    const group = world.telegram.group('Leavers', { people: [alice] })
    const leavers = { in: 'Leavers' }
    world.telegram.faults.add('sendMessage', { kind: 'too many', retryAfter: 1 })
    await alice.says('/echo too late', leavers)
    await world.telegram.until(() =>
      world.telegram.journal.requests('sendMessage').some(({ outcome }) => outcome === 429),
    )
    group.removes(world.telegram.bot, alice)
    await alice.says('/echo elsewhere')
    await alice.waitsFor('elsewhere')
    await world.core.idle()
    expect(alice.sees(leavers).map(({ text }) => text)).not.toContain('too late')
    const [row] = await world.store.sql<{ state: string; reason: string }>(
      "select state, reason from outbox where payload like '%too late%'",
    )
    expect(row).toMatchObject({ state: 'failed', reason: expect.stringContaining('403') })
  })
})

describe('a group that becomes a supergroup', () => {
  it('keeps its conversations, and gets the answer that was on its way', async () => {
    const group = world.telegram.group('Movers', { people: [alice] })
    const movers = { in: 'Movers' }
    await alice.says('/where', movers)
    const before = (await alice.waitsFor(/^conversation/, movers)).text
    const old = group.id()
    world.telegram.faults.add('sendMessage', { kind: 'too many', retryAfter: 1 })
    await alice.says('/echo on its way', movers)
    await world.telegram.until(() =>
      world.telegram.journal.requests('sendMessage').some(({ outcome }) => outcome === 429),
    )
    const now = group.migrates()
    await alice.waitsFor('on its way', movers)
    await alice.says('/where', movers)
    expect((await alice.waitsFor(/^conversation/, movers)).text).toBe(before)
    expect(before).toContain(`:${old}/`)
    expect(now).not.toBe(old)
  })
})
