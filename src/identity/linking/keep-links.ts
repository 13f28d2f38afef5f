// The questions to link accounts in the database: how a move reads them, and how all that a move comes to is written at once.

import { readAccounts } from '../../store/identity/account-rows.ts'
import { bindAccount, saveGrant } from '../../store/identity/grant-rows.ts'
import { findLink, findLinkAskedBy, insertLink, updateLink } from '../../store/identity/link-rows.ts'
import { mergeMembers, readMembers } from '../../store/identity/member-rows.ts'
import { asPlatform, asTenant } from '../../store/in-org.ts'
import type { Store } from '../../store/open-store.ts'
import type { NewJob } from '../../store/router/job-rows.ts'
import { insertJobs } from '../../store/router/job-rows.ts'
import { insertOutbox, type NewOutboxRow } from '../../store/router/outbox-rows.ts'
import { insertAudit } from '../../store/router/tenant-rows.ts'
import type { Sql } from '../../store/sql.ts'
import { storable } from '../../store/storable.ts'
import type { Seal } from '../seal.ts'
import type { SealedPlace } from '../sealed-columns.ts'
import type { Ledger } from './ledger.ts'
import type { Commit, Telling } from './link-step.ts'

export function keepLinks({ sql, inOrgSql }: Pick<Store, 'sql' | 'inOrgSql'>): Ledger {
  return {
    find: (key) => findLink(sql, key),
    findAskedBy: (asker) => findLinkAskedBy(sql, asker),
    ownerOf: async (account) => (await readAccounts(sql, [account])).get(account)?.person ?? null,
    async isMember(org, person) {
      const member = (await inOrgSql(org, (own) => readMembers(own, [person]))).get(person)
      return member !== undefined && !member.suspended
    },
  }
}

export type CommitParts = {
  seal: Seal
  /** How somebody is told something privately; nothing when they cannot be reached. */
  tell(telling: Telling, correlation: string): NewOutboxRow[]
}

/** Where a provider's permission is sealed. */
export function grantPlace(account: string): SealedPlace {
  return `grant ${account}`
}

/** Inside a transaction, which is left acting for the org. False when somebody else was faster: then it must be undone. */
export async function writeCommit(sql: Sql, commit: Commit, parts: CommitParts, correlation: string): Promise<boolean> {
  const { org, insert, update, bind, merge, resume } = commit
  await sql(asPlatform)
  if (insert) await insertLink(sql, { ...insert, askerName: storable(insert.askerName) })
  if (update && !(await updateLink(sql, { ...update, otherName: update.otherName && storable(update.otherName) })))
    return false
  if (bind && !(await bindAccount(sql, { ...bind, name: storable(bind.name) }))) return false
  if (bind?.provider && bind.grant) {
    const sealed = parts.seal.close(grantPlace(bind.key), bind.grant)
    await saveGrant(sql, { account: bind.key, provider: bind.provider, sealed })
  }
  if (merge) await sql('update account set person_id = $1::uuid where person_id = $2::uuid', [merge.keep, merge.leave])
  if (resume) await insertJobs(sql, [JSON.parse(resume) as NewJob])
  await insertOutbox(
    sql,
    commit.tell.flatMap((telling) => parts.tell(telling, correlation)),
  )
  await sql(asTenant, [org])
  if (merge) await mergeMembers(sql, merge)
  await insertAudit(
    sql,
    org,
    commit.audit.map((entry) => ({ ...entry, place: null, digest: null, result: null, correlation })),
  )
  return true
}
