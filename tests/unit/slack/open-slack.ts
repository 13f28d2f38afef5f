// The Slack bot in a simulated workspace, without the core: what arrives is kept in a list, and the test says what is sent.
import { createHmac } from 'node:crypto'
import { createSlackBot, type SlackBot, type SlackOptions } from '../../../bots/slack/create-slack-bot.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { BellhopError } from '../../../src/domain/errors.ts'
import type { Incoming, ReplyTo } from '../../../src/domain/incoming.ts'
import type { Reply } from '../../../src/domain/reply.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { createHttpServer } from '../../../src/http/create-http-server.ts'
import { createMetrics } from '../../../src/http/create-metrics.ts'
import type { Sending, Sent } from '../../../src/ports/chat-platform.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import type { Route } from '../../../src/ports/route.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import {
  createSlackWorkspace,
  type SlackWorkspace,
  type SlackWorkspaceOptions,
} from '../../../src/simulator/slack/create-slack-workspace.ts'
import { createQuietLog, noMetrics } from '../../support/quiet.ts'

export type Slack = SlackBot & {
  workspace: SlackWorkspace
  log: ReturnType<typeof createQuietLog>
  url: string
  /** Everything that was stored, in order, each key once. */
  arrivals: Arrival[]
  /** From now on nothing can be stored. */
  breakStore(broken?: boolean): void
  /** What an arrival reads as; undefined when it means nothing. */
  reads(arrival: Arrival, attempt?: number): Promise<Incoming | undefined>
  /** The newest arrival of a kind that is read. */
  lastRead(kind: Incoming['kind']): Promise<Incoming>
  /** Sends the steps of a reply one after another, from `first` on, as the outbox would. */
  sends(
    reply: Reply,
    to: ReplyTo,
    options?: { plan?: string; first?: number; before?: (string | null)[] },
  ): Promise<Sent[]>
  stop(): Promise<void>
}

export type SlackTestOptions = {
  workspace?: SlackWorkspaceOptions
  bot?(workspace: SlackWorkspace, url: string): Partial<SlackOptions>
  clock?: Clock
}

const unlimited = { conversation: { count: 1_000, perMs: 1 }, everything: { count: 1_000, perMs: 1 } }

const paths = [
  ['POST', '/slack/events'],
  ['GET', '/slack/install'],
  ['GET', '/slack/oauth_redirect'],
] as const

/** The bot has to know where the server listens, and the server has to listen to know it. */
function lateRoute(method: Route['method'], path: string, routes: () => Route[]): Route {
  return {
    method,
    path,
    async handle(request) {
      const route = routes().find((one) => one.method === method && one.path === path)
      return route ? route.handle(request) : { status: 404 }
    },
  }
}

export async function openSlack(options: SlackTestOptions = {}): Promise<Slack> {
  const clock = options.clock ?? systemClock
  const workspace = await createSlackWorkspace({ clock, rateLimits: false, ...options.workspace })
  const log = createQuietLog()
  const arrivals: Arrival[] = []
  let isBroken = false
  const intake = {
    async accept(arrival: Arrival) {
      if (isBroken) throw new BellhopError('unavailable', 'This could not be stored just now.')
      if (arrivals.some((one) => one.key === arrival.key)) return 'duplicate' as const
      arrivals.push(arrival)
      return 'stored' as const
    },
  }
  const parts = { intake, log, metrics: noMetrics, clock, limits: unlimited }
  let bot: SlackBot | undefined
  const server = createHttpServer({
    ...{ host: '127.0.0.1', port: 0, health: async () => [], metrics: createMetrics(), log },
    routes: paths.map(([method, path]) => lateRoute(method, path, () => bot?.routes ?? [])),
  })
  const url = await server.listen()
  bot = createSlackBot({ ...keysOf(workspace), ...parts, ...options.bot?.(workspace, url) })
  const { platform, routes } = bot
  if (routes.some((route) => route.path === '/slack/events'))
    await workspace.connect({ eventsUrl: `${url}/slack/events` })

  async function reads(arrival: Arrival, attempt = 0): Promise<Incoming | undefined> {
    let seen: Incoming | undefined
    const stored = { ...arrival, id: '1', attempt, receivedAt: clock.now() }
    await platform.deliver(stored, async (incoming) => {
      seen = incoming
    })
    return seen
  }

  async function lastRead(kind: Incoming['kind']): Promise<Incoming> {
    for (const arrival of arrivals.toReversed()) {
      const incoming = await reads(arrival)
      if (incoming?.kind === kind) return incoming
    }
    throw new Error(`nothing arrived that reads as ${kind}`)
  }

  const sends: Slack['sends'] = async (reply, to, { plan = 'plan', first = 0, before = [] } = {}) => {
    const produced = [...before]
    const results: Sent[] = []
    for (const [i, step] of platform.plan(reply, to).entries()) {
      if (i < first) continue
      const sending: Sending = { key: `bellhop-${plan}-${i}`, step, attempt: 0, to, before: produced.slice(0, i) }
      const sent = await platform.send(sending)
      results.push(sent)
      if (sent.outcome !== 'sent') return results
      produced[i] = sent.id
    }
    return results
  }

  async function stop(): Promise<void> {
    await platform.stop()
    await server.close()
    await workspace.close()
  }

  function breakStore(broken = true): void {
    isBroken = broken
  }

  return { platform, routes, workspace, log, url, arrivals, breakStore, reads, lastRead, sends, stop }
}

export function keysOf(workspace: SlackWorkspace) {
  const { signingSecret, botToken } = workspace.credentials()
  return { signingSecret: createSecret(signingSecret), botToken: createSecret(botToken), apiUrl: workspace.apiUrl }
}

/** The headers Slack would put on this body. */
export function signedHeaders(signingSecret: string, body: string, at = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const hash = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` }
}
