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
import type { JobQueue } from '../../src/ports/job-queue.ts'
import { systemClock } from '../../src/simulator/clocks.ts'
import {
  createSlackWorkspace,
  type SlackWorkspace,
  type SlackWorkspaceOptions,
} from '../../src/simulator/slack/create-slack-workspace.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from './open-test-store.ts'
import { echo } from './paper-core.ts'
import { createQuietLog, noMetrics } from './quiet.ts'

export type SlackCore = {
  workspace: SlackWorkspace
  core: Core
  bot: SlackBot
  store: Store
  log: ReturnType<typeof createQuietLog>
  /** Where the app listens. */
  url: string
  stop(): Promise<void>
}

export type SlackCoreOptions = {
  commands?: CommandDeclaration[]
  workspace?: SlackWorkspaceOptions
  bot?: Partial<SlackOptions>
  clock?: Clock
  /** How long the sender waits before it makes up its mind about a lost answer. */
  leaseMs?: number
}

export async function openSlackCore(options: SlackCoreOptions = {}): Promise<SlackCore> {
  const clock = options.clock ?? systemClock
  const workspace = await createSlackWorkspace({ clock, patienceMs: 20_000, ...options.workspace })
  const store = await openTestStore()
  const log = createQuietLog()
  const { leaseMs } = options
  const core = createCore({
    ...{ store, queue: noQueue, log, metrics: noMetrics, clock, perMinute: 1_000_000, pausesMs: [5, 10, 20] },
    ...(leaseMs ? { leaseMs } : {}),
  })
  const bot = createSlackBot({ ...botOptions(workspace), intake: core.intake, log, clock, onWorkspace, ...options.bot })
  core.connect(bot.platform)
  await core.start(createRegistry({ commands: [echo, ...(options.commands ?? [])], tools: [] }))
  const server = createHttpServer({
    ...{ host: '127.0.0.1', port: 0, routes: bot.routes, health: async () => [], metrics: createMetrics(), log },
  })
  const url = await server.listen()
  if (bot.routes.some((route) => route.path === '/slack/events'))
    await workspace.connect({ eventsUrl: `${url}/slack/events` })

  async function onWorkspace({ key, name }: { key: string; name: string }): Promise<void> {
    await ensureHome(store, [{ key, platform: 'slack', name }])
  }

  async function stop(): Promise<void> {
    await core.stop()
    await server.close()
    await workspace.close()
    await store.close()
  }

  return { workspace, core, bot, store, log, url, stop }
}

/** What a workspace's app page gives to whoever runs the bot. */
export function botOptions(workspace: SlackWorkspace) {
  const { signingSecret, botToken } = workspace.credentials()
  return {
    signingSecret: createSecret(signingSecret),
    botToken: createSecret(botToken),
    apiUrl: workspace.apiUrl,
    metrics: noMetrics,
  }
}

const noQueue: JobQueue = {
  enqueue: async () => undefined,
  work: async () => ({ close: async () => undefined }),
  schedule: async () => undefined,
  unschedule: async () => undefined,
  cancel: async () => false,
  state: async () => 'unknown',
  progressOf: async () => 0,
  ping: async () => undefined,
  close: async () => undefined,
}
