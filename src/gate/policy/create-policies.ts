// The policies of orgs: read once for each change, since whoever looks a person up learns whether there was one.
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import { noPolicy, type Policy, type RoleModel, readPolicy } from '../../domain/policy.ts'
import { findPolicy, lockPolicy, savePolicy } from '../../store/gate/policy-rows.ts'
import { asOrgTransaction, sqlIn } from '../../store/in-org.ts'
import type { Store } from '../../store/open-store.ts'

/** Commits together with the end of the event that asked for it. */
export type Change = (transaction: unknown) => Promise<void>

export type Policies = {
  of(caller: Pick<Caller, 'org' | 'policyVersion'>): Promise<Policy>
  /** Throws what `edit` throws, now and again when it commits. */
  change(org: string, edit: (policy: Policy) => Policy): Promise<Change>
}

type Known = { version: number; policy: Policy }

/** `model` is for orgs that decided nothing yet. */
export function createPolicies(store: Pick<Store, 'inOrgSql'>, model: RoleModel = noPolicy.model): Policies {
  const undecided: Policy = { ...noPolicy, model }
  const known = new Map<string, Known>()
  const reading = new Map<string, Promise<Known>>()

  async function read(org: string): Promise<Known> {
    const row = await store.inOrgSql(org, findPolicy)
    const found = row ? { version: row.version, policy: readPolicy(row.body) } : { version: 0, policy: undecided }
    if (found.version >= (known.get(org)?.version ?? 0)) known.set(org, found)
    return found
  }

  /** Only questions of one moment share an answer: a read begun earlier may have missed a change since. */
  function readTogether(org: string): Promise<Known> {
    const under = reading.get(org) ?? Promise.resolve().then(() => read(org))
    if (!reading.has(org)) {
      reading.set(org, under)
      setImmediate(() => reading.delete(org))
    }
    return under
  }

  return {
    async of({ org, policyVersion }) {
      if (!org) return noPolicy
      if (policyVersion === 0) return undecided
      const kept = known.get(org)
      if (kept && policyVersion !== undefined && kept.version >= policyVersion) return kept.policy
      return (await readTogether(org)).policy
    },
    async change(org, edit) {
      const now = await read(org)
      check(edit(now.policy))
      return async (transaction) => {
        const sql = sqlIn(asOrgTransaction(transaction))
        const row = await lockPolicy(sql, org, JSON.stringify(undecided))
        await savePolicy(sql, check(edit(readPolicy(row.body))))
      }
    },
  }
}

/** What could not be read again must not be written. */
function check(policy: Policy): string {
  const body = JSON.stringify(policy)
  try {
    readPolicy(body)
  } catch (cause) {
    throw new BellhopError('invalid', 'That does not fit into the policy of this organisation.', {
      cause,
      nextStep: 'It may hold too much already: see `/admin rules`, `/admin roles` and `/admin limits`.',
    })
  }
  return body
}
