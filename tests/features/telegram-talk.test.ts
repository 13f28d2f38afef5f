// What people meet who talk to the bot at Telegram, by webhook and by polling alike.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import { say } from '../../src/domain/reply.ts'
import type { TelegramServer } from '../../src/simulator/telegram/create-telegram-server.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

/** Says what the router was told about the event. */
const seen = defineCommand({
  name: 'seen',
  summary: 'What was seen',
  permission: 'stranger',
  args: { rest: 'text', schema: z.object({ text: z.string().optional() }) },
  run: async ({ incoming }) => say(`\`\`\`\n${JSON.stringify(incoming)}\n\`\`\``),
})

const choose = defineCommand({
  name: 'choose',
  summary: 'Offer a choice',
  permission: 'stranger',
  run: async () => ({
    audience: 'everyone',
    parts: [
      { kind: 'text', text: 'Which one?' },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Short', action: 'run', value: 'echo short' },
          { label: 'Long', action: 'run', value: `echo ${'long '.repeat(30)}` },
          { label: 'Seen', action: 'run', value: 'seen' },
        ],
      },
    ],
  }),
})

for (const way of ['polling', 'webhook'] as const)
  describe(`at Telegram by ${way}`, () => {
    // One each: two simulated Telegrams that begin within the same moment number their messages alike.
    let store: Store
    let world: TelegramCore
    let telegram: TelegramServer
    let me: string

    beforeAll(async () => {
      store = await openTestStore()
      const isAdmitted = async ({ account, isPrivate }: { account: string; isPrivate: boolean }) =>
        isPrivate && account === `telegram:${telegram.person('Linked').user.id}`
      const server = { bot: { topics: true } }
      world = await openTelegramCore(store, { way, commands: [seen, choose], bot: { isAdmitted }, server })
      telegram = world.telegram
      me = `telegram:${telegram.bot.id}`
    })
    afterAll(async () => {
      await world.stop()
      await store.close()
    })

    const reported = (text: string): Incoming => JSON.parse(text)
    const told = (name: string, where: object = {}) => telegram.person(name).waitsFor(/^{/, where)

    it('a command is answered, quoting it', async () => {
      const alice = telegram.person('Alice')
      const asked = await alice.says('/echo hello')
      expect((await alice.waitsFor('hello')).replyTo).toBe(asked.id)
    })

    it('plain words in a private chat are a command too, and what nobody knows is told so', async () => {
      const alice = telegram.person('Alice')
      await alice.says('echo plain')
      await alice.waitsFor('plain')
      await alice.says('what is the meaning of it all?')
      await alice.waitsFor(/did not understand/)
    })

    it('a deep link brings its payload to start', async () => {
      await telegram.person('Dora').says('/seen from-a-link_42')
      expect(reported((await told('Dora')).text).command).toEqual({ name: 'seen', rest: 'from-a-link_42' })
    })

    it('the router learns who speaks where, in which language, and that nobody has admitted them', async () => {
      const clara = telegram.person('Clara', { lastName: 'Zetkin', language: 'de' })
      await clara.says('/seen')
      const incoming = reported((await told('Clara')).text)
      expect(incoming).toMatchObject({
        platform: 'telegram',
        workspace: me,
        conversation: `${me}:${clara.user.id}`,
        isShared: false,
        isAddressed: true,
        sender: {
          account: `telegram:${clara.user.id}`,
          name: 'Clara Zetkin',
          locale: 'de',
          isStranger: true,
          isBot: false,
        },
      })
      expect(Math.abs(incoming.at - Date.now())).toBeLessThan(60_000)
    })

    it('whoever is admitted is no stranger', async () => {
      await telegram.person('Linked').says('/seen')
      expect(reported((await told('Linked')).text).sender.isStranger).toBe(false)
    })

    it('a picture with a caption is a command with a file, which can be fetched', async () => {
      const alice = telegram.person('Alice')
      await alice.sends({ document: { bytes: Buffer.from('a,b'), name: 'data.csv' }, caption: '/seen' })
      const { files, replyTo } = reported((await told('Alice')).text)
      const [file] = files
      expect(file).toMatchObject({ name: 'data.csv', bytes: 3 })
      expect(file && (await world.bot.platform.fetchFile?.(file, replyTo))?.toString()).toBe('a,b')
      expect(JSON.stringify(file)).not.toContain(telegram.bot.token)
    })

    it('the pictures of an album are one step, answered once', async () => {
      const alice = telegram.person('Alice')
      const page = (name: string) => ({ document: { bytes: Buffer.from(name), name } })
      const parts = await alice.sends({ album: [page('1'), page('2'), page('3')], caption: '/seen' })
      const answer = await told('Alice')
      expect(reported(answer.text).files.map(({ name }) => name)).toEqual(['1', '2', '3'])
      expect(answer.replyTo).toBe(parts[0]?.id)
      await world.core.idle()
      expect(alice.sees().filter(({ id, from }) => from.isBot && id > (parts[0]?.id ?? 0))).toHaveLength(1)
    })

    it('a press is acknowledged and does what its button stands for, however long that is', async () => {
      const alice = telegram.person('Alice')
      await alice.says('/choose')
      const offered = await alice.waitsFor('Which one?')
      const pressed = await alice.presses('Short')
      await pressed.answered()
      expect((await alice.waitsFor('short')).replyTo).toBe(offered.id)
      await alice.presses('Long')
      await alice.waitsFor(/^long long/)
      await alice.presses('Seen')
      const press = reported((await told('Alice')).text).press
      expect(press).toEqual({ action: 'run', value: 'seen', message: `${alice.user.id}:${offered.id}` })
    })

    it('a button whose meaning is forgotten says so', async () => {
      const alice = telegram.person('Alice')
      await alice.says('/choose')
      await alice.waitsFor('Which one?')
      for (const name of world.memory.kept.keys()) if (name.includes(':press:')) world.memory.kept.delete(name)
      await alice.presses('Long')
      await alice.waitsFor(/no longer know what that button stands for/)
    })

    it('each topic of a private chat is a conversation of its own, answered there', async () => {
      const alice = telegram.person('Alice')
      const topic = await alice.opensTopic('Plans')
      await alice.says('/seen', { topic })
      const answer = await told('Alice')
      expect(answer.topic).toBe(topic)
      expect(reported(answer.text).conversation).toBe(`${me}:${alice.user.id}:${topic}`)
    })

    it('each topic of a forum is answered in its place, and the General topic as the chat itself', async () => {
      const alice = telegram.person('Alice')
      const forum = telegram.supergroup(`Forum ${way}`, { people: [alice], isForum: true })
      const topic = forum.opensTopic('Releases')
      await alice.says('/seen', { in: `Forum ${way}`, topic })
      const inTopic = await told('Alice', { in: `Forum ${way}`, topic })
      expect(reported(inTopic.text).conversation).toBe(`${me}:${forum.id()}:${topic}/${alice.user.id}`)
      await alice.says('/seen', { in: `Forum ${way}` })
      const general = await alice.waitsFor(({ topic: at, text }) => at === undefined && text.startsWith('{'), {
        in: `Forum ${way}`,
      })
      expect(reported(general.text).conversation).toBe(`${me}:${forum.id()}/${alice.user.id}`)
    })

    it('whoever blocks and comes back is answered again', async () => {
      const eve = telegram.person('Eve')
      await eve.says('/echo before')
      await eve.waitsFor('before')
      await eve.blocks()
      await eve.unblocks()
      await eve.says('/echo after')
      await eve.waitsFor('after')
    })

    it('an edit is no second question', async () => {
      const alice = telegram.person('Alice')
      const asked = await alice.says('/echo as written')
      await alice.waitsFor('as written')
      await alice.edits(asked, '/echo as corrected')
      await alice.says('/echo next')
      await alice.waitsFor('next')
      expect(alice.sees().map(({ text }) => text)).not.toContain('as corrected')
    })

    it('the menu shows every command', () => {
      expect(telegram.person('Alice').menu()).toEqual([
        { command: 'echo', description: 'Say it back' },
        { command: 'seen', description: 'What was seen' },
        { command: 'choose', description: 'Offer a choice' },
      ])
    })

    it('nothing of all this was an error, and no log line holds the token', async () => {
      await world.core.idle()
      expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([])
      expect(JSON.stringify(world.log.lines)).not.toContain(telegram.bot.token)
    })
  })
