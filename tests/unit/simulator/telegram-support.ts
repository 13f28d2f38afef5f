// A simulated Telegram with the real grammY in front of it, closed after the test.

import { Api, Bot, GrammyError, HttpError } from 'grammy'
import type { Update } from 'grammy/types'
import { afterEach } from 'vitest'
import { createMovableClock, type MovableClock } from '../../../src/simulator/clocks.ts'
import {
  createTelegramServer,
  type TelegramOptions,
  type TelegramServer,
} from '../../../src/simulator/telegram/create-telegram-server.ts'

const opened: TelegramServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((telegram) => telegram.close()))
})

export type Scene = { telegram: TelegramServer; api: Api; clock: MovableClock; bot(): Bot }

/** Limits are off and the clock stands still unless the test says otherwise. */
export async function openScene(options: TelegramOptions = {}): Promise<Scene> {
  const clock = createMovableClock(Date.UTC(2026, 10, 20, 12))
  const telegram = await createTelegramServer({ clock, hasLimits: false, ...options })
  opened.push(telegram)
  const client = { apiRoot: telegram.apiRoot }
  return {
    telegram,
    clock,
    api: new Api(telegram.bot.token, client),
    bot: () => new Bot(telegram.bot.token, { client }),
  }
}

/** The same with Alice in a private chat with the bot. */
export async function withAlice(options: TelegramOptions = {}) {
  const scene = await openScene(options)
  const alice = scene.telegram.person('alice')
  await alice.says('/start')
  return { ...scene, alice, chat: alice.user.id }
}

/** What the bot has heard of since it last looked. */
export async function heard({ api }: Scene): Promise<Omit<Update, 'update_id'>[]> {
  const updates = await api.getUpdates({ allowed_updates: [] })
  await api.getUpdates({ offset: (updates.at(-1)?.update_id ?? 0) + 1 })
  return updates.map(({ update_id: _, ...update }) => update)
}

export type Refusal = { code: number; description: string; parameters: object }

/** How Telegram refuses the call; a test fails when it does not. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error
    return { code: error.error_code, description: error.description, parameters: error.parameters }
  }
  throw new Error('The call was not refused.')
}

export async function isLost(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => error instanceof HttpError,
  )
}

/** Resolves when so many things wait on the clock: a poll, a pause before a retry. */
export async function untilWaiting(clock: MovableClock, count = 1): Promise<void> {
  while (clock.waiting() < count) await new Promise(setImmediate)
}

/** A PNG that is only as real as its header: enough for a size. */
export function pngOf(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  return Buffer.concat([
    head,
    size,
    Buffer.from('0806000000', 'hex'),
    Buffer.from('\r\n--not a boundary\r\n\0\xff', 'latin1'),
  ])
}
