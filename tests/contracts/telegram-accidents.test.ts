// What went wrong in other bots at Telegram: each sentence is one such accident, and what Bellhop does instead.
import { afterEach, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import type { Reply } from '../../src/domain/reply.ts'
import type { Person } from '../../src/simulator/telegram/people.ts'
import { createFragile } from '../support/fragile-command.ts'
import { createLongErrand, createPlainQueue } from '../support/long-errand.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { paintPng } from '../support/paint-png.ts'
import { openTelegramCore, type TelegramCore, type TelegramCoreOptions } from '../support/telegram-core.ts'

const { crashing, fragile } = createFragile()
const menu = defineCommand({
  name: 'menu',
  summary: 'One dish',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: [
      { kind: 'text', text: 'What will it be?' },
      { kind: 'buttons', buttons: [{ label: 'Soup', action: 'run', value: 'echo soup it is' }] },
    ],
  }),
})
const pictures = Array.from({ length: 14 }, (_, i) => ({
  kind: 'image' as const,
  name: `picture-${i}.png`,
  mediaType: 'image/png',
  base64: paintPng(4, 4, () => [i, i, i]),
  twin: `Picture ${i}`,
}))
const album = defineCommand({
  name: 'album',
  summary: 'Many pictures and a word',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: [...pictures, { kind: 'text', text: 'That was all.' }],
  }),
})

describeOnEveryStore('at Telegram', ({ store }) => {
  const paint = createLongErrand()
  let world: TelegramCore
  let alice: Person
  let names = 0
  afterEach(() => world.stop())

  async function begin(options: TelegramCoreOptions = {}): Promise<void> {
    world = await openTelegramCore(store(), { commands: [fragile, menu, album, ...paint.commands], ...options })
    alice = world.telegram.person(`Alice ${++names}`)
  }
  const answers = () => alice.sees().filter(({ from }) => from.isBot)
  const texts = () => answers().map(({ text }) => text)

  it('an update whose handler crashed is handled again, though Telegram has its confirmation', async () => {
    await begin()
    crashing.left = 2
    await alice.says('/fragile')
    await alice.waitsFor('done after all')
    await world.core.idle()
    expect(texts()).toEqual(['done after all'])
  })

  it('an update that nobody can handle is parked within a minute, while other chats go on at once and its own after it', async () => {
    await begin({ pauses: 'usual' })
    const bob = world.telegram.person(`Bob ${names}`)
    crashing.left = 100
    await alice.says('/fragile')
    await alice.says('/echo after all that')
    await bob.says('/echo meanwhile')
    await bob.waitsFor('meanwhile')
    expect(texts()).toEqual([])
    await alice.waitsFor('after all that', { withinMs: 55_000 })
    expect(texts()).toEqual([expect.stringMatching(/went wrong on our side.*reference/), 'after all that'])
    expect(world.log.lines.filter(({ message }) => message.includes('parked'))).toHaveLength(1)
    crashing.left = 0
  })

  it('a press that was confirmed is not lost when the process dies', async () => {
    let isDying = false
    await begin({
      intake: (real) => ({
        async accept(arrival) {
          const accepted = await real.accept(arrival)
          if (isDying) throw new Error('killed before anybody heard of it')
          return accepted
        },
      }),
    })
    await alice.says('/menu')
    await alice.waitsFor(/What will it be/)
    isDying = true
    await alice.presses('Soup')
    await world.halt()
    world = await world.again({ intake: (real) => real })
    await world.telegram.until(() => texts().includes('soup it is'))
    await world.core.idle()
    expect(texts().filter((text) => text === 'soup it is')).toHaveLength(1)
  })

  it('an album that a restart broke off is finished, and no picture comes twice', async () => {
    await begin()
    const albums = () => world.telegram.journal.requests('sendMediaGroup').map(({ outcome }) => outcome)
    await alice.says('/album')
    // The first ten have arrived: the rest finds Telegram busy until after the restart.
    const stop = world.telegram.observe(({ kind }) => {
      if (kind === 'message') world.telegram.faults.add('sendMediaGroup', { kind: 'too many', retryAfter: 60 }, 9)
    })
    await world.telegram.until(() => albums().includes(429))
    stop()
    expect(answers().flatMap(({ files }) => files)).toHaveLength(10)
    await world.halt()
    world.telegram.faults.clear()
    world = await world.again()
    await alice.waitsFor('That was all.')
    await world.core.idle()
    const shown = answers().flatMap(({ files }) => files)
    expect(shown).toHaveLength(pictures.length)
    expect(texts().filter((text) => text === 'That was all.')).toHaveLength(1)
  })

  it('a stop is heard at once while a long turn runs', async () => {
    await begin({ queue: createPlainQueue(), hasErrands: true })
    await alice.says('/paint the wall')
    const run = await paint.nextRun()
    await alice.waitsFor(/painting the wall/)
    await alice.says('/stop')
    await run.stopped
    await alice.waitsFor(/Cancelled by/)
    await world.core.idle()
  })

  it('an address with the token in it never stands in a log, whatever fails', async () => {
    await begin()
    for (const kind of ['lost answer', 'down'] as const) world.telegram.faults.add('sendMessage', { kind })
    world.telegram.faults.add('sendChatAction', { kind: 'down' })
    world.telegram.faults.add('getUpdates', { kind: 'down' })
    await alice.says('/echo private words')
    await alice.waitsFor(/private words/)
    await world.core.idle()
    const written = JSON.stringify(world.log.lines, (_, value) =>
      value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
    )
    expect(world.log.lines.length).toBeGreaterThan(0)
    for (const secret of [world.telegram.bot.token, world.telegram.bot.token.split(':')[1] ?? '', 'private words'])
      expect(written).not.toContain(secret)
  })
})
