// The bot alone at a simulated Telegram: a test plans a reply and sends its steps.
import { createTelegramBot, type TelegramOptions } from '../../../bots/telegram/create-telegram-bot.ts'
import type { Address } from '../../../bots/telegram/place.ts'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import type { Reply } from '../../../src/domain/reply.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import type { Sending, Sent, Step } from '../../../src/ports/chat-platform.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import {
  createTelegramServer,
  type TelegramOptions as ServerOptions,
} from '../../../src/simulator/telegram/create-telegram-server.ts'
import { createQuietLog, noMetrics } from '../../support/quiet.ts'

export const noLimits = {
  privateChat: { count: 1_000, perMs: 1 },
  group: { count: 1_000, perMs: 1 },
  everything: { count: 1_000, perMs: 1 },
}

export async function openBot(options: Partial<TelegramOptions> = {}, server: ServerOptions = {}) {
  const telegram = await createTelegramServer({ hasLimits: false, ...server })
  const kept = new Map<string, string>()
  const log = createQuietLog()
  const bot = createTelegramBot({
    ...{ way: 'none', log, metrics: noMetrics, clock: systemClock, limits: noLimits, commands: () => [] },
    token: createSecret(telegram.bot.token),
    apiRoot: telegram.apiRoot,
    intake: { accept: async () => 'stored' },
    memory: { find: async (name) => kept.get(name), save: async (name, value) => void kept.set(name, value) },
    ...options,
  })
  const { platform } = bot
  let keys = 0

  function sending(step: Step, to: ReplyTo, before: (string | null)[] = []): Sending {
    return { key: `row${++keys}`, step, attempt: 1, to, before }
  }

  /** Sends the steps one after another, until one does not arrive. */
  async function show(reply: Reply, to: ReplyTo): Promise<Sent[]> {
    const sent: Sent[] = []
    for (const step of platform.plan(reply, to)) {
      const before = sent.map((one) => (one.outcome === 'sent' ? one.id : null))
      sent.push(await platform.send(sending(step, to, before)))
      if (sent.at(-1)?.outcome !== 'sent') break
    }
    return sent
  }

  async function close(): Promise<void> {
    await platform.stop()
    await telegram.close()
  }
  return { telegram, bot, platform, log, kept, sending, show, close, token: telegram.bot.token }
}

export function to(address: Address): ReplyTo {
  return { platform: 'telegram', workspace: 'telegram:1', conversation: `telegram:1:${address.chat}`, address }
}
