// Puts the core together from its concrete parts: what a message passes on its way, from the inbox to the outbox.
import { BellhopError } from '../domain/errors.ts'
import type { Platform } from '../domain/incoming.ts'
import type { AccountKey, Role } from '../domain/person.ts'
import type { RoleModel } from '../domain/policy.ts'
import { type Approvals, createApprovals } from '../gate/approvals/create-approvals.ts'
import type { Check } from '../gate/check.ts'
import { createGate, type Gate } from '../gate/create-gate.ts'
import { createPermission } from '../gate/permission.ts'
import { createLimitCheck } from '../gate/policy/create-limit-check.ts'
import { createPolicies, type Policies } from '../gate/policy/create-policies.ts'
import { createQuotas, type Quotas } from '../gate/policy/create-quotas.ts'
import { createRanks, type Ranks } from '../gate/policy/create-ranks.ts'
import type { Registry } from '../gate/registry.ts'
import { createDirectory, type Directory } from '../identity/create-directory.ts'
import { listPeople, type OrgPerson } from '../identity/list-people.ts'
import type { ChatPlatform, Platforms } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { Intake } from '../ports/intake.ts'
import type { JobQueue } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { createAnswer } from '../router/answer.ts'
import { createAttention } from '../router/create-attention.ts'
import { createIntake } from '../router/create-intake.ts'
import { createJobRunner } from '../router/create-job-runner.ts'
import { createLooker } from '../router/create-looker.ts'
import { createSender } from '../router/create-sender.ts'
import { createSettler } from '../router/create-settler.ts'
import { createStops } from '../router/create-stops.ts'
import { createTurnLoop } from '../router/create-turn-loop.ts'
import { toJob } from '../router/errand-job.ts'
import { planLive } from '../router/plan-live.ts'
import { planReply } from '../router/plan-reply.ts'
import { createTellAdmins } from '../router/tell-admins.ts'
import { createTicker } from '../schedules/create-ticker.ts'
import { forgetLeases } from '../store/lease-rows.ts'
import type { Store } from '../store/open-store.ts'
import { forgetRuns } from '../store/router/job-rows.ts'
import { forgetOwners } from '../store/router/lane-rows.ts'
import { findReplyOf } from '../store/router/outbox-rows.ts'

export type CoreOptions = {
  store: Store
  queue: JobQueue
  log: Log
  metrics: Metrics
  clock: Clock
  owners?: ReadonlySet<AccountKey>
  newcomer?: Role
  /** How roles work in orgs that decided nothing yet. */
  roleModel?: RoleModel
  /** Requests a minute for one person. */
  perMinute?: number
  /** How long a process that died keeps what it held. */
  leaseMs?: number
  /** Rests between the tries of an event that fails. */
  pausesMs?: readonly number[]
  /** After which a command that looks at no time is given up. */
  hungAfterMs?: number
  /** What the gate asks between the rate limit and approval. */
  checks?: Check[]
  /** How often approvals that nobody answered in time are looked for. */
  expiryMs?: number
}

export type Core = {
  intake: Intake
  gate: Gate
  directory: Directory
  approvals: Approvals
  policies: Policies
  quotas: Quotas
  ranks: Ranks
  /** Everybody who may act in an org, with the role they have now. */
  people(org: string): Promise<OrgPerson[]>
  /** Bots are made with the intake, so they come after it and before the start. */
  connect(platform: ChatPlatform): void
  platforms: Platforms
  /** Begins to work: with the registry that the commands made from this core's parts fill. */
  start(registry: Registry, roles?: { works: boolean }): Promise<void>
  /** Takes nothing new, ends or hands back what is in hand. */
  stop(): Promise<void>
  /** Resolves once every stored event is settled and every reply sent. */
  idle(): Promise<void>
}

export function createCore(options: CoreOptions): Core {
  const { store, queue, log, metrics, clock, leaseMs } = options
  const lease = leaseMs === undefined ? {} : { leaseMs, sendMs: Math.floor(leaseMs / 2) }
  const platforms = new Map<Platform, ChatPlatform>()
  const intake = createIntake({ store, log, metrics })
  const directory = createDirectory(store, {
    owners: options.owners ?? new Set(),
    newcomer: options.newcomer ?? 'member',
  })
  const people = (org: string) => listPeople(store, options.owners ?? new Set(), org)
  const policies = createPolicies(store, options.roleModel)
  const ranks = createRanks({ store, clock, policies, people })
  const approvals = createApprovals({ store, clock, platforms, ranks, toJob, planReply, planLive })
  const permission = createPermission(policies, clock)
  const quotas = createQuotas({ store, clock, policies })
  const limits = createLimitCheck({ sql: store.sql, clock, policies, ...perMinuteOf(options) })
  const checks = [permission.check, limits, quotas.check, ...(options.checks ?? []), approvals.check]
  const gate = createGate({ sql: store.sql, checks, permission, quotas })
  const running: { stop(): Promise<void> }[] = []

  const stops = createStops(store, platforms, ranks)

  function turnLoop(registry: Registry) {
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
      ...(options.pausesMs ? { pausesMs: options.pausesMs } : {}),
      ...(options.hungAfterMs ? { hungAfterMs: options.hungAfterMs } : {}),
    }
    const settler = createSettler({ store, log })
    return createTurnLoop({ store, parts, settler, log, metrics, ...lease })
  }

  function jobRunner(registry: Registry) {
    return createJobRunner({
      store,
      queue,
      gate,
      tool: registry.findTool,
      async refresh(errand) {
        const caller = await directory.callerOf(errand.incoming)
        return errand.schedule
          ? { ...errand, ...readLine(registry, errand.schedule.line), caller }
          : { ...errand, caller }
      },
      platforms,
      tellAdmins: createTellAdmins(store, platforms),
      ...{ log, metrics, ...lease },
      ...(options.hungAfterMs ? { graceMs: options.hungAfterMs } : {}),
    })
  }

  async function startWork(registry: Registry): Promise<void> {
    const loop = turnLoop(registry)
    const jobs = jobRunner(registry)
    const senders = [...platforms.values()].map((platform) =>
      createSender({ store, platform, log, metrics, clock, ...lease }),
    )
    const ticker = createTicker({ store, clock, log })
    const expiry = createLooker({ look: approvals.expire, everyMs: options.expiryMs ?? 15_000, log, name: 'approvals' })
    running.push(ticker, loop, jobs, ...senders, { stop: () => expiry.stop(() => true) })
    loop.start()
    await jobs.start()
    for (const sender of senders) sender.start()
    expiry.start()
    ticker.start()
  }

  return {
    intake,
    gate,
    directory,
    approvals,
    policies,
    quotas,
    ranks,
    people,
    platforms,
    connect: (platform) => void platforms.set(platform.platform, platform),
    async start(registry, { works } = { works: true }) {
      if (store.kind === 'embedded') await forgetFormerProcess(store)
      if (works) await startWork(registry)
      for (const platform of platforms.values()) await platform.start()
    },
    async stop() {
      await Promise.all([...platforms.values()].map((platform) => platform.stop()))
      await intake.idle()
      await Promise.all(running.map((one) => one.stop()))
    },
    idle: () => untilIdle(store),
  }
}

/** What a line means may have changed since it was scheduled: `mtd` always has. */
function readLine(registry: Registry, line: string): { tool: string; input: unknown } {
  const found = registry.findLine(line)
  if (!found) throw new BellhopError('not_found', 'There is no such command any more.')
  return { tool: found.tool.name, input: found.parse() }
}

function perMinuteOf({ perMinute }: CoreOptions): { perMinute?: number } {
  return perMinute === undefined ? {} : { perMinute }
}

/** Only one process can open the embedded store, so whoever held something in it before is gone. */
async function forgetFormerProcess(store: Store): Promise<void> {
  await forgetOwners(store.sql)
  await forgetLeases(store.sql)
  await forgetRuns(store.sql)
}

async function untilIdle(store: Store): Promise<void> {
  for (;;) {
    const [row] = await store.sql<{ n: number }>(
      `select (select count(*) from inbox where state = 'new') + (select count(*) from outbox where state in ('waiting', 'sending', 'unknown'))
         + (select count(*) from job where state in ('waiting', 'running')) as n`,
    )
    if (Number(row?.n) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
