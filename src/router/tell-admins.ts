// Private words to whoever runs this place.
import type { AccountKey } from '../domain/person.ts'
import { whisper } from '../domain/reply.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import { readAccountsOf, readOrgs, readWorkspacesOf } from '../store/identity/account-rows.ts'
import { listAdmins } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { NewOutboxRow } from '../store/router/outbox-rows.ts'
import { planReply } from './plan-reply.ts'

export function createTellAdmins(store: Store, platforms: Platforms) {
  /** `except`: the account that did it, which knows. */
  return async (workspace: string, text: string, correlation: string, except?: AccountKey): Promise<NewOutboxRow[]> => {
    const org = (await readOrgs(store.sql, [workspace])).get(workspace)
    if (!org) return []
    const admins = await store.inOrgSql(org, (sql) => listAdmins(sql))
    const accounts = await readAccountsOf(store.sql, admins)
    // Admins may sit elsewhere than where it happened: in any place of the org.
    const places = [workspace, ...(await readWorkspacesOf(store.sql, org)).filter((one) => one !== workspace)]
    return accounts.flatMap(({ key }) => {
      if (key === except) return []
      const platform = platforms.get(key.split(':')[0] as never)
      const [to] = places.flatMap((place) => platform?.reach(key, place) ?? [])
      return platform && to ? planReply(platform, whisper(text), to, correlation) : []
    })
  }
}
