// Puts the core together from its concrete parts: what a message passes on its way, from the inbox to the outbox.
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
import type { Intake } from '../ports/intake.ts'
import { createIntake } from '../router/create-intake.ts'
import { createJustStored } from '../router/create-just-stored.ts'
import { toJob } from '../router/errand-job.ts'
import { planLive } from '../router/plan-live.ts'
import { planReply } from '../router/plan-reply.ts'
import type { Chain } from '../store/audit/chain-end.ts'
import { letGoOfActs } from '../store/gate/act-rows.ts'
import { forgetLeases } from '../store/lease-rows.ts'
import type { Store } from '../store/open-store.ts'
import { forgetRuns } from '../store/router/job-rows.ts'
import { createWork, type Work, type WorkOptions } from './create-work.ts'

export type CoreOptions = WorkOptions & {
  owners?: ReadonlySet<AccountKey>
  newcomer?: Role
  /** How roles work in orgs that decided nothing yet. */
  roleModel?: RoleModel
  /** Requests a minute for one person. */
  perMinute?: number
  /** After how long without a word whoever is at an act is taken to be gone. */
  actMs?: number
  /** What the gate asks between the rate limit and approval. */
  checks?: Check[]
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
  start(registry: Registry, roles?: { works: boolean; chain?: Chain }): Promise<void>
  /** Takes nothing new, ends or hands back what is in hand. */
  stop(): Promise<void>
  /** Resolves once every stored event is settled and every reply sent. */
  idle(): Promise<void>
}

export function createCore(options: CoreOptions): Core {
  const { store, log, metrics, clock } = options
  const platforms = new Map<Platform, ChatPlatform>()
  const justStored = createJustStored()
  const intake = createIntake({ store, log, metrics, justStored })
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
  const gate = createGate({ sql: store.sql, checks, permission, quotas, ...actMsOf(options) })
  let work: Work | undefined

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
    async start(registry, { works, chain } = { works: true }) {
      if (store.kind === 'embedded') await forgetFormerProcess(store)
      const parts = { gate, directory, approvals, ranks, platforms, registry, justStored, chain }
      if (works) work = createWork(options, parts)
      await work?.start()
      for (const platform of platforms.values()) await platform.start()
    },
    async stop() {
      await Promise.all([...platforms.values()].map((platform) => platform.stop()))
      await intake.idle()
      await work?.stop()
    },
    idle: () => untilIdle(store),
  }
}

function perMinuteOf({ perMinute }: CoreOptions): { perMinute?: number } {
  return perMinute === undefined ? {} : { perMinute }
}

function actMsOf({ actMs }: CoreOptions): { actMs?: number } {
  return actMs === undefined ? {} : { actMs }
}

/** Only one process can open the embedded store, so whoever held something in it before is gone. */
async function forgetFormerProcess(store: Store): Promise<void> {
  await forgetLeases(store.sql)
  await forgetRuns(store.sql)
  await letGoOfActs(store.sql)
}

async function untilIdle(store: Store): Promise<void> {
  for (;;) {
    const [row] = await store.sql<{ n: number }>(
      `select (select count(*) from inbox where state = 'new') + (select count(*) from outbox where state in ('waiting', 'unknown'))
         + (select count(*) from job where state in ('waiting', 'running')) as n`,
    )
    if (Number(row?.n) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
