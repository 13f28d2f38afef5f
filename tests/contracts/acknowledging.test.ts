// Whoever sends us something is told at once that it arrived, on clocks that stand still meanwhile: then the command takes its thirty
// seconds, or the platform does, and the answer comes once.
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { type Reply, say } from '../../src/domain/reply.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createMovableClock, type MovableClock } from '../../src/simulator/clocks.ts'
import type { SlackWorkspace } from '../../src/simulator/slack/create-slack-workspace.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

let clock: MovableClock
const thirtySeconds = 30_000

const nap = defineCommand({
  name: 'nap',
  summary: 'Takes thirty seconds',
  permission: 'stranger',
  args: { rest: 'where', schema: z.object({ where: z.string() }) },
  run: async ({ input }) => {
    await clock.wait(thirtySeconds)
    return say(`well rested ${input.where}`)
  },
})
const offer = defineCommand({
  name: 'offer',
  summary: 'Offers naps',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: [
      { kind: 'buttons', buttons: [{ label: 'Nap', action: 'run', value: 'nap by button' }] },
      {
        ...{ kind: 'form', id: 'nap', title: 'A nap', submit: 'Sleep', twin: 'Say where.' },
        fields: [{ kind: 'text', name: 'where', label: 'Where' }],
      },
    ],
  }),
})

/** Time goes on until what is waited for has happened. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) {
    await clock.advance(thirtySeconds)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describeOnEveryStore('Slack', ({ store }) => {
  const ways = ['by form', 'by command', 'by button', 'by mention', 'by direct message']
  let slack: SlackCore
  afterEach(() => slack.stop())

  async function begin(way: 'HTTP' | 'Socket Mode') {
    clock = createMovableClock()
    const bySocket = (workspace: SlackWorkspace) => ({
      ...{ signingSecret: undefined, appToken: createSecret(workspace.credentials().appToken), clock },
    })
    slack = await openSlackCore(store(), {
      ...{ clock, commands: [nap, offer] },
      workspace: { clock, socketMode: way === 'Socket Mode' },
      bot: way === 'HTTP' ? () => ({ clock }) : bySocket,
    })
    slack.workspace.channel('ops')
    const alice = slack.workspace.person('alice')
    const asked = await alice.says('@Bellhop offer', { in: '#ops' })
    await slack.workspace.idle()
    await slack.core.idle()
    await alice.presses('A nap', { in: '#ops', thread: asked })
    await slack.workspace.journal.waitForRequest('views.open')
    return { alice, asked, start: clock.now() }
  }
  /** Everything one can send, each answered before the clock moves. */
  async function sendsAll({ alice, asked, start }: Awaited<ReturnType<typeof begin>>): Promise<void> {
    expect(await alice.submits({ Where: 'by form' })).toMatchObject({ outcome: 'closed' })
    expect(await alice.types('/bellhop nap by command', { in: '#ops' })).toMatchObject({ outcome: 'answered' })
    expect(await alice.presses('Nap', { in: '#ops', thread: asked })).toMatchObject({ outcome: 'answered' })
    await alice.says('@Bellhop nap by mention', { in: '#ops' })
    await alice.says('nap by direct message', { in: '@Bellhop' })
    await slack.workspace.idle()
    expect(clock.now()).toBe(start)
    const told = slack.workspace.journal.deliveries().map(({ attempt, outcome }) => `${attempt} ${outcome}`)
    expect(['0 200', '0 acknowledged']).toContain([...new Set(told)].join())
  }
  const answersTo = (way: string) =>
    slack.workspace.journal
      .requests()
      .filter(({ method, effect }) => effect && /postMessage|response_url/.test(method))
      .filter(({ args }) => args.text === `well rested ${way}`).length
  const answers = () => ways.map(answersTo)

  const doors = ['HTTP', 'Socket Mode'] as const

  it.each(doors)(
    'by %s hears that a form, a command, a press, a mention and a direct message arrived before a command of 30 s ends',
    async (way) => {
      const all = await begin(way)
      await sendsAll(all)
      expect(answers()).toEqual([0, 0, 0, 0, 0])
      await until(() => !answers().includes(0))
      await slack.core.idle()
      expect(answers()).toEqual([1, 1, 1, 1, 1])
    },
  )

  it.each(doors)('by %s hears it while every call to it takes 30 s', async (way) => {
    const all = await begin(way)
    for (const method of ['users.info', 'chat.postMessage', 'assistant.threads.setStatus', 'response_url'])
      slack.workspace.faults.add(method, { kind: 'slow', ms: thirtySeconds }, 9)
    await sendsAll(all)
    await until(() => !answers().includes(0))
    await slack.core.idle()
    expect(answers()).toEqual([1, 1, 1, 1, 1])
  })
})

describeOnEveryStore('Telegram', ({ store }) => {
  const ways = ['by command', 'by text', 'by button', 'by form']
  let world: TelegramCore
  let times = 0
  afterEach(() => world.stop())

  async function begin(way: 'webhook' | 'polling') {
    clock = createMovableClock()
    const server = { clock }
    times++
    world = await openTelegramCore(store(), { way, server, commands: [nap, offer] })
    const [alice, bob, carol, dora] = ['Alice', 'Bob', 'Carol', 'Dora'].map((name) =>
      world.telegram.person(`${name} ${times}`),
    )
    if (!alice || !bob || !carol || !dora) throw new Error('somebody is missing')
    for (const person of [carol, dora]) await person.says('/offer')
    await carol.waitsFor(({ buttons }) => buttons.length > 0)
    const question = await dora.waitsFor(/Where/)
    return { alice, bob, carol, dora, question, start: clock.now() }
  }
  /** Everything one can send, each confirmed before the clock moves. */
  async function sendsAll(all: Awaited<ReturnType<typeof begin>>): Promise<void> {
    await all.alice.says('/nap by command')
    await all.bob.says('nap by text')
    await all.carol.presses('Nap')
    await all.dora.says('by form', { replyTo: all.question })
    // A poll that confirms is written down when there is something new to answer it with.
    await world.telegram.until(() => world.telegram.journal.deliveries().length === 6)
    await world.telegram.person('Erin').says('just talking')
    await world.telegram.until(() => confirmed().length >= 6)
    expect(clock.now()).toBe(all.start)
    expect(world.telegram.journal.deliveries().every(({ attempt, outcome }) => attempt === 1 && outcome === 200)).toBe(
      true,
    )
  }
  /** Telegram need not send these again. */
  function confirmed(): number[] {
    const asked = world.telegram.journal.requests('getUpdates').map(({ args }) => Number(args.offset ?? 0))
    const sent = world.telegram.journal.deliveries()
    return sent.flatMap(({ way, updateId }) => (way === 'webhook' || updateId < Math.max(...asked) ? [updateId] : []))
  }
  const answers = () =>
    ways.map(
      (way) =>
        world.telegram.people().flatMap((person) => person.sees().filter(({ text }) => text === `well rested ${way}`))
          .length,
    )

  it.each(['webhook', 'polling'] as const)(
    'has its confirmation of a command, a text, a press and a form by %s before a command of 30 s ends',
    async (way) => {
      const all = await begin(way)
      await sendsAll(all)
      expect(answers()).toEqual([0, 0, 0, 0])
      await until(() => !answers().includes(0))
      await world.core.idle()
      expect(answers()).toEqual([1, 1, 1, 1])
    },
  )

  it.each(['webhook', 'polling'] as const)(
    'has its confirmation by %s while every call to it takes 30 s',
    async (way) => {
      const all = await begin(way)
      for (const method of ['sendChatAction', 'answerCallbackQuery', 'getMe'])
        world.telegram.faults.add(method, { kind: 'slow', ms: thirtySeconds }, 9)
      world.telegram.faults.add('sendMessage', { kind: 'slow', ms: thirtySeconds }, 4)
      await sendsAll(all)
      await until(() => !answers().includes(0))
      await world.core.idle()
      expect(answers()).toEqual([1, 1, 1, 1])
    },
  )
})
