// Lets somebody of Telegram in: whoever is nobody there stays so until somebody says otherwise.
import { randomUUID } from 'node:crypto'
import { BellhopError } from '../domain/errors.ts'
import type { AccountKey } from '../domain/person.ts'
import { readAccounts, readWorkspacesOf } from '../store/identity/account-rows.ts'
import { bindAccount } from '../store/identity/grant-rows.ts'
import { insertMember } from '../store/identity/member-rows.ts'
import { asPlatform, asTenant } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import { storable } from '../store/storable.ts'
import type { GivenRole } from './change-member.ts'

export type Newcomer = { account: AccountKey; name: string; role: GivenRole }

/** What has to commit; rejects where it is known beforehand that it cannot. */
export async function admit(store: Store, org: string, newcomer: Newcomer): Promise<(sql: Sql) => Promise<void>> {
  // An org without a Telegram of its own has nobody to let in there, and takes no account away from those that do.
  const workspaces = await readWorkspacesOf(store.sql, org)
  if (!workspaces.some((key) => key.startsWith('telegram:')))
    throw new BellhopError('conflict', 'No Telegram bot belongs to this organisation.', {
      nextStep: 'People of a connected Slack come in by themselves: see `/admin settings`.',
    })
  if ((await readAccounts(store.sql, [newcomer.account])).get(newcomer.account)?.person) throw taken
  const name = storable(newcomer.name).slice(0, 200)
  return async (sql) => {
    const person = randomUUID()
    await insertMember(sql, org, { person, name, role: newcomer.role })
    await sql(asPlatform)
    if (!(await bindAccount(sql, { key: newcomer.account, person, name }))) throw taken
    await sql(asTenant, [org])
  }
}

const taken = new BellhopError('conflict', 'That account belongs to somebody already.', {
  nextStep: 'See everybody with `/admin users`; `/admin users role` gives another role.',
})
