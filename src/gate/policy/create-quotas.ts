// Quotas: how much of something a person, or everybody of an org together, may use up on one day (UTC).
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import type { Quota, SpendKind } from '../../domain/policy.ts'
import { whisper } from '../../domain/reply.ts'
import type { Clock } from '../../ports/clock.ts'
import { addSpent, readSpent, type Spent } from '../../store/gate/spending-rows.ts'
import type { Store } from '../../store/open-store.ts'
import { type Check, passes, type Request } from '../check.ts'
import type { Policies } from './create-policies.ts'

export type Quotas = {
  /** Asks, before anything runs, whether anything of what the tool uses up is left. */
  check: Check
  /** Counts the call itself, at the moment it runs: of two at once only as many go on as there is room for. */
  begin(request: Request): Promise<void>
  /** What the tool's `call.spend` does. */
  spend(caller: Caller, kind: SpendKind, amount: number): Promise<void>
  /** What was spent today: by the caller, and by everybody of their org. */
  today(caller: Caller): Promise<{ kind: SpendKind; mine: number; everybody: number }[]>
}

/** These are counted by the call; of the others nobody knows before how much it will be. */
const counted: readonly SpendKind[] = ['runs', 'builds']
const everybody = ''

type Parts = { store: Pick<Store, 'sql' | 'transact'>; clock: Clock; policies: Policies }

export function createQuotas({ store, clock, policies }: Parts): Quotas {
  const today = () => new Date(clock.now()).toISOString().slice(0, 10)

  async function quotasOn(caller: Caller, kinds: readonly SpendKind[]): Promise<Quota[]> {
    return (await policies.of(caller)).quotas.filter(({ kind }) => kinds.includes(kind))
  }

  async function over(caller: Caller, quotas: Quota[], isOver: (spent: number, quota: Quota) => boolean) {
    if (!caller.org || quotas.length === 0) return undefined
    const spent = await readSpent(store.sql, caller.org, today(), [whoIs(caller), everybody])
    return quotas.find((quota) => isOver(amountOf(spent, quota, caller), quota))
  }

  return {
    async check({ tool, caller }) {
      if (!tool.spends) return passes
      const gone = await over(caller, await quotasOn(caller, tool.spends), (spent, { amount }) => spent >= amount)
      if (!gone) return passes
      return { passes: false, code: 'limited', reason: `no ${gone.kind} left today`, reply: whisper(sentence(gone)) }
    },
    async begin({ tool, caller }) {
      const kinds = (tool.spends ?? []).filter((kind) => counted.includes(kind))
      const { org } = caller
      if (!org || kinds.length === 0) return
      const quotas = await quotasOn(caller, kinds)
      // Undone as a whole when it does not fit.
      await store.transact(async (sql) => {
        const spent = await addSpent(sql, org, today(), bothOf(caller, kinds, 1))
        const gone = quotas.find((quota) => amountOf(spent, quota, caller) > quota.amount)
        if (gone) throw new BellhopError('limited', sentence(gone))
      })
    },
    async spend(caller, kind, amount) {
      if (!Number.isFinite(amount) || amount < 0) throw new BellhopError('internal', 'That cannot be spent.')
      if (!caller.org) return
      const spent = await addSpent(store.sql, caller.org, today(), bothOf(caller, [kind], amount))
      const quotas = await quotasOn(caller, [kind])
      const gone = quotas.find((quota) => amountOf(spent, quota, caller) > quota.amount)
      if (gone) throw new BellhopError('limited', sentence(gone))
    },
    async today(caller) {
      if (!caller.org) return []
      const spent = await readSpent(store.sql, caller.org, today(), [whoIs(caller), everybody])
      const kinds = [...new Set(spent.map(({ kind }) => kind))]
      return kinds.map((kind) => ({
        kind,
        mine: amountOf(spent, { kind, per: 'person' }, caller),
        everybody: amountOf(spent, { kind, per: 'org' }, caller),
      }))
    },
  }
}

function whoIs({ person, account }: Caller): string {
  return person ?? account
}

function bothOf(caller: Caller, kinds: readonly SpendKind[], amount: number): Spent[] {
  return kinds.flatMap((kind) => [whoIs(caller), everybody].map((who) => ({ kind, who, amount })))
}

function amountOf(spent: Spent[], { kind, per }: Pick<Quota, 'kind' | 'per'>, caller: Caller): number {
  const who = per === 'org' ? everybody : whoIs(caller)
  return spent.find((one) => one.kind === kind && one.who === who)?.amount ?? 0
}

function sentence({ kind, per, amount }: Quota): string {
  const whose = per === 'org' ? 'Everybody here together has' : 'You have'
  return `${whose} used up the ${kind} of today (${amount}). It goes on at midnight UTC; an admin can change it with \`/admin quotas\`.`
}
