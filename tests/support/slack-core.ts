// The whole core with the Slack bot in a simulated workspace: people speak, and the answer stands in the workspace.
import { createSlackBot, type SlackBot, type SlackOptions } from '../../bots/slack/create-slack-bot.ts'
import { type Core, createCore } from '../../src/app/create-core.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createRegistry } from '../../src/gate/registry.ts'
import { createHttpServer } from '../../src/http/create-http-server.ts'
import { createMetrics } from '../../src/http/create-metrics.ts'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { JobQueue } from '../../src/ports/job-queue.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import {
  createSlackWorkspace,
  type SlackWorkspace,
  type SlackWorkspaceOptions,
} from '../../src/simulator/slack/create-slack-workspace.ts'
import type { Store } from '../../src/store/open-store.ts'
import { errandCommands } from './long-errand.ts'
import { noQueue } from './no-queue.ts'
import { echo } from './paper-core.ts'
import { createQuietLog, noMetrics } from './quiet.ts'

export type SlackCore = {
  workspace: SlackWorkspace
  core: Core
  bot: SlackBot
  /** Where its doors are. */
  url: string
  store: Store
  log: ReturnType<typeof createQuietLog>
  /** Another process on the same store and workspace; this one must have stopped. */
  again(options?: SlackCoreOptions): Promise<SlackCore>
  /** Ends the bot; the workspace stays. */
  halt(): Promise<void>
  /** Ends the bot and the workspace. The store belongs to whoever opened it. */
  stop(): Promise<void>
}

export type SlackCoreOptions = {
  commands?: CommandDeclaration[]
  workspace?: SlackWorkspaceOptions
  bot?: (workspace: SlackWorkspace) => Partial<SlackOptions>
  /** What stands between the bot and the inbox. */
  intake?: (real: Intake) => Intake
  leaseMs?: number
  /** The time of the whole core; the machine's unless told. */
  clock?: Clock
  queue?: JobQueue
  /** Also with the commands that show and stop what runs. */
  hasErrands?: boolean
}

const plenty = { count: 1_000, perMs: 1 }

export async function openSlackCore(store: Store, options: SlackCoreOptions = {}): Promise<SlackCore> {
  const workspace = await createSlackWorkspace({ rateLimits: false, ...options.workspace })
  return openIn(workspace, store, options)
}

async function openIn(workspace: SlackWorkspace, store: Store, options: SlackCoreOptions): Promise<SlackCore> {
  const { leaseMs, clock = systemClock, intake = (real: Intake) => real } = options
  const log = createQuietLog()
  const core = createCore({
    ...{ store, queue: options.queue ?? noQueue, log, metrics: noMetrics, clock, perMinute: 1_000_000 },
    pausesMs: [5, 10, 20],
    ...(leaseMs ? { leaseMs } : {}),
  })
  const bot = createSlackBot({
    ...botOptions(workspace),
    ...{ intake: intake(core.intake), log, metrics: noMetrics, clock },
    limits: { conversation: plenty, everything: plenty },
    onWorkspace: async ({ key, name }) => void (await ensureHome(store, [{ key, platform: 'slack', name }])),
    ...options.bot?.(workspace),
  })
  core.connect(bot.platform)
  const server = createHttpServer({
    ...{ host: '127.0.0.1', port: 0, routes: bot.routes, health: async () => [], metrics: createMetrics(), log },
  })
  const errands = options.hasErrands ? errandCommands(store, core) : []
  await core.start(createRegistry({ commands: [echo, ...errands, ...(options.commands ?? [])], tools: [] }))
  const url = await server.listen()
  const isOpen = bot.routes.some((route) => route.path === '/slack/events')
  await workspace.connect(isOpen ? { eventsUrl: `${url}/slack/events` } : {})

  async function halt(): Promise<void> {
    await core.stop()
    await server.close()
  }

  async function stop(): Promise<void> {
    await halt()
    await workspace.close()
  }

  return {
    workspace,
    core,
    bot,
    url,
    store,
    log,
    again: (more) => openIn(workspace, store, { ...options, ...more }),
    halt,
    stop,
  }
}

/** What a workspace's app page gives to whoever runs the bot. */
export function botOptions(workspace: SlackWorkspace) {
  const { signingSecret, botToken } = workspace.credentials()
  return {
    signingSecret: createSecret(signingSecret),
    botToken: createSecret(botToken),
    apiUrl: workspace.apiUrl,
  }
}
