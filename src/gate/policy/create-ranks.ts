// Ranks for whoever asks for a role rather than a permission: approvals, and what admins see and stop of others.
import type { Caller, Role } from '../../domain/person.ts'
import type { OrgPerson } from '../../identity/list-people.ts'
import type { Clock } from '../../ports/clock.ts'
import { listGrants } from '../../store/gate/policy-rows.ts'
import type { Store } from '../../store/open-store.ts'
import type { Policies } from './create-policies.ts'
import { rankOf } from './rank-of.ts'

export type Ranks = {
  of(caller: Caller): Promise<Role>
  /** Everybody who may act in the org, at the height they stand now. */
  people(org: string): Promise<OrgPerson[]>
}

type Parts = {
  store: Pick<Store, 'inOrgSql'>
  clock: Clock
  policies: Pick<Policies, 'of'>
  /** With the role of their own. */
  people(org: string): Promise<OrgPerson[]>
}

export function createRanks({ store, clock, policies, people }: Parts): Ranks {
  return {
    of: async (caller) => rankOf(await policies.of(caller), caller, clock.now()),
    async people(org) {
      const [known, policy, given] = await Promise.all([
        people(org),
        policies.of({ org }),
        store.inOrgSql(org, (sql) => listGrants(sql)),
      ])
      const grantsOf = Map.groupBy(given, (grant) => grant.person)
      return known.map((one) => {
        const grants = grantsOf.get(one.person) ?? []
        return { ...one, role: rankOf(policy, { role: one.role, grants }, clock.now()) }
      })
    },
  }
}
