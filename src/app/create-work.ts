// What a process that works does with what is stored: takes turns, runs jobs, sends, and looks for what is due.
import { BellhopError } from '../domain/errors.ts'
import type { Approvals } from '../gate/approvals/create-approvals.ts'
import type { Gate } from '../gate/create-gate.ts'
import type { Ranks } from '../gate/policy/create-ranks.ts'
import type { Registry } from '../gate/registry.ts'
import type { Directory } from '../identity/create-directory.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { JobQueue } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { createAnswer } from '../router/answer.ts'
import { createAttention } from '../router/create-attention.ts'
import { createJobRunner, type JobRunner } from '../router/create-job-runner.ts'
import type { JustStored } from '../router/create-just-stored.ts'
import { createLooker } from '../router/create-looker.ts'
import { createSender } from '../router/create-sender.ts'
import { createSettler } from '../router/create-settler.ts'
import { createStops } from '../router/create-stops.ts'
import { createTurnLoop, type Loop } from '../router/create-turn-loop.ts'
import { createTellAdmins } from '../router/tell-admins.ts'
import { createTicker } from '../schedules/create-ticker.ts'
import type { Chain } from '../store/audit/chain-end.ts'
import type { Store } from '../store/open-store.ts'
import { findReplyOf } from '../store/router/outbox-rows.ts'

export type WorkOptions = {
  store: Store
  queue: JobQueue
  log: Log
  metrics: Metrics
  clock: Clock
  /** How long a process that says nothing keeps what it holds. */
  leaseMs?: number
  /** Rests between the tries of an event that fails. */
  pausesMs?: readonly number[]
  /** After which a command that looks at no time is given up. */
  hungAfterMs?: number
  /** How often approvals that nobody answered in time are looked for. */
  expiryMs?: number
}

type Parts = {
  gate: Gate
  directory: Directory
  approvals: Approvals
  ranks: Ranks
  platforms: Platforms
  registry: Registry
  justStored: JustStored
  /** What seals the audit together with the acts; without, it is left to the sealer. */
  chain: Chain | undefined
}

export type Work = { start(): Promise<void>; stop(): Promise<void> }

export function createWork(options: WorkOptions, parts: Parts): Work {
  const { store, clock, log, metrics, expiryMs = 15_000 } = options
  const loop = turnLoop(options, parts)
  const jobs = jobRunner(options, parts)
  const senders = [...parts.platforms.values()].map((platform) =>
    createSender({ store, platform, log, metrics, clock, ...leaseOf(options) }),
  )
  const ticker = createTicker({ store, clock, log })
  const expiry = createLooker({ look: parts.approvals.expire, everyMs: expiryMs, log, name: 'approvals' })
  return {
    async start() {
      loop.start()
      await jobs.start()
      for (const one of [...senders, expiry, ticker]) one.start()
    },
    async stop() {
      await Promise.all([...[ticker, loop, jobs, ...senders].map((one) => one.stop()), expiry.stop(() => true)])
    },
  }
}

function turnLoop(
  options: WorkOptions,
  { gate, directory, ranks, platforms, registry, justStored, chain }: Parts,
): Loop {
  const { store, log, metrics, pausesMs, hungAfterMs } = options
  const stops = createStops(store, platforms, ranks)
  const parts = {
    platforms,
    callerOf: directory.callerOf,
    attend: createAttention(store, log),
    stops,
    answer: createAnswer({
      ...{ gate, registry, stops },
      findReply: (workspace, message) => findReplyOf(store.sql, workspace, message),
      findQuoted: async (incoming) => platforms.get(incoming.platform)?.quotedBy?.(incoming),
    }),
    tellAdmins: createTellAdmins(store, platforms),
    log,
    ...(pausesMs ? { pausesMs } : {}),
    ...(hungAfterMs ? { hungAfterMs } : {}),
  }
  const settler = createSettler({ store, log, chain })
  return createTurnLoop({ store, parts, settler, justStored, log, metrics, ...leaseOf(options) })
}

function jobRunner(options: WorkOptions, { gate, directory, platforms, registry }: Parts): JobRunner {
  const { store, queue, log, metrics, hungAfterMs } = options
  return createJobRunner({
    ...{ store, queue, gate, platforms, log, metrics, ...leaseOf(options) },
    tool: registry.findTool,
    async refresh(errand) {
      const caller = await directory.callerOf(errand.incoming)
      return errand.schedule
        ? { ...errand, ...readLine(registry, errand.schedule.line), caller }
        : { ...errand, caller }
    },
    tellAdmins: createTellAdmins(store, platforms),
    ...(hungAfterMs ? { graceMs: hungAfterMs } : {}),
  })
}

function leaseOf({ leaseMs }: WorkOptions): { leaseMs?: number; sendMs?: number } {
  return leaseMs === undefined ? {} : { leaseMs, sendMs: Math.floor(leaseMs / 2) }
}

/** What a line means may have changed since it was scheduled: `mtd` always has. */
function readLine(registry: Registry, line: string): { tool: string; input: unknown } {
  const found = registry.findLine(line)
  if (!found) throw new BellhopError('not_found', 'There is no such command any more.')
  return { tool: found.tool.name, input: found.parse() }
}
