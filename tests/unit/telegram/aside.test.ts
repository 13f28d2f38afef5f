// An answer for one person, asked for in a group: only they see it, wherever Telegram lets us show it.
import { afterEach, describe, expect, it } from 'vitest'
import { type Reply, whisper } from '../../../src/domain/reply.ts'
import { openBot, to } from './open-bot.ts'

const form = {
  kind: 'form',
  id: 'f',
  title: 'Secret',
  submit: 'Go',
  twin: '',
  fields: [{ name: 'a', label: 'A', kind: 'text' }],
}

let world: Awaited<ReturnType<typeof openBot>>
afterEach(() => world.close())

const long: Reply = whisper('a long secret\n\n'.repeat(500))

async function begin(options: Parameters<typeof openBot>[0] = {}, isAdmin = false) {
  world = await openBot(options)
  await world.platform.start()
  const [alice, bob] = [world.telegram.person('Alice'), world.telegram.person('Bob')]
  const group = world.telegram.supergroup('Team', { people: [alice, bob], isAdmin })
  const asked = await alice.says('/whoami', { in: 'Team' })
  return { alice, bob, place: to({ chat: group.id(), message: asked.id, asker: alice.user.id, at: Date.now() }) }
}
const fromBot = (messages: { from: { isBot: boolean } }[]) => messages.filter(({ from }) => from.isBot)

describe('an answer for the asker in a group', () => {
  it('comes to their own chat with the bot', async () => {
    const { alice, bob, place } = await begin()
    await alice.says('/start')
    const sent = await world.show(long, place)
    expect(new Set(sent.map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
    expect(fromBot(alice.sees())).toHaveLength(sent.length)
    expect(fromBot(bob.sees({ in: 'Team' }))).toEqual([])
  })

  it('is announced in public, once and without its text, when they never opened that chat', async () => {
    const { bob, place } = await begin()
    const sent = await world.show(long, place)
    expect(sent.length).toBeGreaterThan(1)
    expect(new Set(sent.map(({ outcome }) => outcome))).toEqual(new Set(['sent']))
    const [word, ...more] = bob.sees({ in: 'Team' }).filter(({ from }) => from.isBot)
    expect(more).toEqual([])
    expect(word?.text).toMatch(/Open a chat with me, press Start/)
    expect(word?.text).not.toContain('secret')
    expect(word?.buttons[0]?.[0]?.url).toBe('https://t.me/bellhop_bot?start=hello')
  })

  it('stays in the group for their eyes alone where that is wanted and allowed', async () => {
    const { alice, bob, place } = await begin({ hasEphemeral: true }, true)
    await world.show(whisper('secret'), place)
    expect(fromBot(alice.sees({ in: 'Team' }))).toMatchObject([{ text: 'secret', isOnlyForYou: true }])
    expect(fromBot(bob.sees({ in: 'Team' }))).toEqual([])
  })

  it.each([
    ['is to last', { ...whisper('secret'), isSecret: true }, {}],
    ['comes long after the question', whisper('secret'), { at: Date.now() - 60_000 }],
    ['answers no question', whisper('secret'), { at: undefined }],
    ['asks something itself', { audience: 'asker', parts: [form] }, {}],
  ] as [string, Reply, object][])(
    'comes to their own chat when it %s, since in the group it may go by unseen',
    async (_, reply, when) => {
      const { alice, place } = await begin({ hasEphemeral: true }, true)
      await alice.says('/start')
      await world.show(reply, { ...place, address: { ...(place.address as object), ...when } })
      expect(fromBot(alice.sees({ in: 'Team' }))).toEqual([])
      expect(fromBot(alice.sees())).toHaveLength(1)
    },
  )

  it('comes to their own chat when that is wanted and Telegram refuses', async () => {
    const { alice, place } = await begin({ hasEphemeral: true })
    await alice.says('/start')
    await world.show(whisper('secret'), place)
    expect(fromBot(alice.sees())).toMatchObject([{ text: 'secret' }])
  })
})

describe('reach', () => {
  it('is the private chat of an account of this platform and this bot', async () => {
    await begin()
    const workspace = `telegram:${world.telegram.bot.id}`
    expect(world.platform.reach('telegram:7', workspace)).toMatchObject({
      conversation: `${workspace}:7`,
      address: { chat: 7 },
    })
    expect(world.platform.reach('slack:T1:U1', workspace)).toBeNull()
    expect(world.platform.reach('telegram:7', 'telegram:8')).toBeNull()
  })
})
