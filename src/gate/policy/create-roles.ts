// Giving and taking roles besides one's own. Owners give what they like; others pass on what they have, for no longer than they have it.
import { randomUUID } from 'node:crypto'
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import type { Grant, Policy } from '../../domain/policy.ts'
import { readPolicy } from '../../domain/policy.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  deleteGrants,
  findPolicy,
  type GrantRow,
  insertGrant,
  listGrants,
  type NewGrant,
} from '../../store/gate/policy-rows.ts'
import { asOrgTransaction, sqlIn } from '../../store/in-org.ts'
import type { Store } from '../../store/open-store.ts'
import type { Change, Policies } from './create-policies.ts'
import { liveGrants, rolesWithin } from './holds-right.ts'

export type Giving = {
  person: string
  role: string
  /** For as long as nobody takes it, unless told. */
  forMs?: number | undefined
  canPass: boolean
}

export type Roles = {
  /** Everything that is given now, or what one person has. */
  given(org: string, person?: string): Promise<GrantRow[]>
  /** Rejects what the caller may not give; asked again when it commits. */
  give(caller: Caller, giving: Giving): Promise<Change>
  /** With whatever was passed on from it. */
  take(caller: Caller, from: { person: string; role: string }): Promise<Change>
}

type Parts = { store: Pick<Store, 'inOrgSql'>; clock: Clock; policies: Pick<Policies, 'of'> }

export function createRoles({ store, clock, policies }: Parts): Roles {
  return {
    given: (org, person) => store.inOrgSql(org, (sql) => listGrants(sql, person)),
    async give(caller, giving) {
      const org = orgOf(caller)
      toGrant(await policies.of(caller), caller, liveGrants(caller, clock.now()), giving, clock.now())
      return async (transaction) => {
        const sql = sqlIn(asOrgTransaction(transaction))
        const row = await findPolicy(sql)
        const mine = caller.person ? await listGrants(sql, caller.person, { isLocked: true }) : []
        const policy = row ? readPolicy(row.body) : await policies.of({ org, policyVersion: 0 })
        const grant = toGrant(policy, caller, mine, giving, clock.now())
        // Whoever gives it again says how it is from now on.
        await deleteGrants(sql, { ...giving, givenBy: grant.givenBy })
        await insertGrant(sql, org, grant)
      }
    },
    async take(caller, { person, role }) {
      const org = orgOf(caller)
      const isMine = ({ givenBy }: Grant) => caller.role === 'owner' || givenBy === caller.person
      const all = await store.inOrgSql(org, (sql) => listGrants(sql, person, { idle: true }))
      const given = all.filter((one) => one.role === role)
      if (given.length === 0) throw new BellhopError('not_found', `They do not have the role ${role}.`, { nextStep })
      if (!given.some(isMine))
        throw new BellhopError('forbidden', 'Only an owner, or whoever gave it, can take that role from them.')
      return async (transaction) => {
        const givenBy = caller.role === 'owner' ? null : caller.person
        await deleteGrants(sqlIn(asOrgTransaction(transaction)), { person, role, givenBy })
      }
    },
  }
}

const nextStep = 'See who has what with `/admin roles`.'

/** Nobody gives what they do not have, nor for longer than they have it, and what was passed on is not passed on again. */
function toGrant(policy: Policy, caller: Caller, mine: Grant[], giving: Giving, now: number): NewGrant {
  const { person, role, forMs, canPass } = giving
  refuseModel(policy, giving)
  const until = forMs === undefined ? null : now + forMs
  const grant = { id: randomUUID(), person, role, until, canPass, givenBy: caller.person }
  if (caller.role === 'owner') return { ...grant, via: null }
  if (policy.model !== 'enterprise')
    throw new BellhopError('forbidden', 'Only owners give roles here.', { nextStep: 'Ask one of them.' })
  if (person === caller.person)
    throw new BellhopError('forbidden', 'Nobody gives themselves a role.', { nextStep: 'Ask an owner.' })
  if (canPass)
    throw new BellhopError('forbidden', 'Only an owner can let somebody pass a role on.', {
      nextStep: 'Ask one of them.',
    })
  const fitting = mine.filter((own) => own.canPass && rolesWithin(policy, own.role).has(role))
  const via = fitting.find((own) => own.until === null) ?? fitting.sort((a, b) => (b.until ?? 0) - (a.until ?? 0))[0]
  if (!via)
    throw new BellhopError(
      'forbidden',
      `You cannot give the role ${role}: you do not have it, or may not pass it on.`,
      { nextStep },
    )
  if (via.until !== null && until !== null && until > via.until)
    throw new BellhopError('forbidden', `You have that role yourself only until ${timeText(via.until)}.`, {
      nextStep: 'Give it for a shorter time.',
    })
  return { ...grant, until: until ?? via.until, via: via.id }
}

function refuseModel(policy: Policy, { role, forMs, canPass }: Giving): void {
  if (policy.model === 'simple')
    throw new BellhopError('conflict', 'This organisation has the simple roles, of which everybody has one.', {
      nextStep: 'Change it with `/admin users role`, or choose other roles with `/admin roles model`.',
    })
  if (!policy.roles.some(({ name }) => name === role))
    throw new BellhopError('not_found', `There is no role ${role} that could be given.`, { nextStep })
  if (policy.model !== 'enterprise' && (forMs !== undefined || canPass))
    throw new BellhopError('conflict', 'Giving a role for a time, or to be passed on, takes the enterprise roles.', {
      nextStep: 'Choose them with `/admin roles model enterprise`.',
    })
}

/** `2026-11-21 08:00 UTC`. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function orgOf({ org }: Caller): string {
  if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no roles.')
  return org
}
