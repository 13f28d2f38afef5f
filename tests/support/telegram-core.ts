// The whole core with the Telegram bot at a simulated Telegram: people speak, and the answer stands in their chat.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createTelegramBot, type TelegramBot, type TelegramOptions } from '../../bots/telegram/create-telegram-bot.ts'
import { type Core, createCore } from '../../src/app/create-core.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createRegistry } from '../../src/gate/registry.ts'
import type { ChatPlatform } from '../../src/ports/chat-platform.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { JobQueue } from '../../src/ports/job-queue.ts'
import type { Route } from '../../src/ports/route.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { holdLease } from '../../src/router/hold-lease.ts'
import {
  createTelegramServer,
  type TelegramOptions as ServerOptions,
  type TelegramServer,
} from '../../src/simulator/telegram/create-telegram-server.ts'
import type { Store } from '../../src/store/open-store.ts'
import { errandCommands } from './long-errand.ts'
import { noQueue } from './no-queue.ts'
import { echo } from './paper-core.ts'
import { createQuietLog, noMetrics } from './quiet.ts'

export const webhookSecret = 'a-webhook-secret-of-a-test'

export type TestMemory = TelegramOptions['memory'] & { kept: Map<string, string> }

export type TelegramCore = {
  telegram: TelegramServer
  core: Core
  bot: TelegramBot
  store: Store
  memory: TestMemory
  log: ReturnType<typeof createQuietLog>
  /** Another process on the same store, memory and Telegram; this one must have stopped, or been killed. */
  again(options?: TelegramCoreOptions): Promise<TelegramCore>
  /** Ends the bot; Telegram stays. */
  halt(): Promise<void>
  /** Ends the bot and Telegram. The store belongs to whoever opened it. */
  stop(): Promise<void>
}

export type TelegramCoreOptions = {
  way?: TelegramOptions['way']
  commands?: CommandDeclaration[]
  server?: ServerOptions
  bot?: Partial<TelegramOptions>
  leaseMs?: number
  /** Rests between the tries of an event that fails: as short as can be unless told; `usual` is what people meet. */
  pauses?: 'usual'
  /** The time of the whole core; the machine's unless told. */
  clock?: Clock
  queue?: JobQueue
  /** Also with the commands that show and stop what runs. */
  hasErrands?: boolean
  /** What stands between the bot and the inbox. */
  intake?: (real: Intake) => Intake
  /** What stands between the bot and the router. */
  wrap?: (platform: ChatPlatform) => ChatPlatform
}

type World = { telegram: TelegramServer; store: Store; memory: TestMemory }

export async function openTelegramCore(store: Store, options: TelegramCoreOptions = {}): Promise<TelegramCore> {
  const telegram = await createTelegramServer({ hasLimits: false, ...options.server })
  return openIn({ telegram, store, memory: createTestMemory() }, options)
}

async function openIn(world: World, options: TelegramCoreOptions): Promise<TelegramCore> {
  const { telegram, store, memory } = world
  const { way = 'polling', leaseMs, clock = systemClock, intake = (real) => real } = options
  const { wrap = (platform) => platform } = options
  const log = createQuietLog()
  const core = createCore({
    ...{ store, queue: options.queue ?? noQueue, log, metrics: noMetrics, clock, perMinute: 1_000_000 },
    ...(options.pauses === 'usual' ? {} : { pausesMs: [5, 10, 20] }),
    ...(leaseMs ? { leaseMs } : {}),
  })
  const errands = options.hasErrands ? errandCommands(store, core) : []
  const commands = [echo, ...errands, ...(options.commands ?? [])]
  const door = await openDoor()
  const bot = createTelegramBot({
    ...{ way, memory, log, metrics: noMetrics, clock, intake: intake(core.intake) },
    token: createSecret(telegram.bot.token),
    apiRoot: telegram.apiRoot,
    webhookSecret: createSecret(webhookSecret),
    publicUrl: door.url,
    limits: { privateChat: plenty, group: plenty, everything: plenty },
    commands: () => commands.map(({ name, summary }) => ({ name, summary })),
    poller: (hooks) => holdLease({ sql: store.sql, name: 'poll:telegram', ms: leaseMs ?? 15_000, log, ...hooks }),
    ...options.bot,
  })
  door.routes.push(...bot.routes)
  core.connect(wrap(bot.platform))
  await core.start(createRegistry({ commands, tools: [] }))

  async function halt(): Promise<void> {
    await core.stop()
    door.server.closeAllConnections()
    door.server.close()
  }
  return {
    ...{ telegram, core, bot, store, memory, log, halt },
    again: (more = {}) => openIn(world, { ...options, ...more }),
    async stop() {
      await halt()
      await telegram.close()
    },
  }
}

export function createTestMemory(): TestMemory {
  const kept = new Map<string, string>()
  return { kept, find: async (name) => kept.get(name), save: async (name, value) => void kept.set(name, value) }
}

const plenty = { count: 1_000, perMs: 1_000 }

/** A server whose address is known before the bot's routes are. */
async function openDoor(): Promise<{ server: Server; url: string; routes: Route[] }> {
  const routes: Route[] = []
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const route = routes.find((one) => one.path === path && one.method === request.method)
    const headers = request.headers as Record<string, string>
    const body = await buffer(request)
    const given = { method: request.method ?? '', path, query: new URLSearchParams(), headers, params: {}, body }
    const answer = (await route?.handle(given)) ?? { status: 404 }
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, routes, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
