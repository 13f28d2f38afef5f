// The org that this installation's own workspaces belong to, made on the first start.
import { randomUUID } from 'node:crypto'
import { insertWorkspace } from '../store/account-rows.ts'
import { asPlatform } from '../store/in-org.ts'
import { readOrSetFact } from '../store/instance-rows.ts'
import { insertOrg } from '../store/member-rows.ts'
import type { Store } from '../store/open-store.ts'

export type HomeWorkspace = { key: string; platform: string; name: string }

/** Resolves to the home org, which these workspaces belong to unless they belong to another already. */
export async function ensureHome(store: Store, workspaces: HomeWorkspace[]): Promise<string> {
  const id = await readOrSetFact(store.sql, 'home_org', randomUUID())
  await store.inOrgSql(id, async (sql) => {
    await insertOrg(sql, { id, name: 'Home', isSample: false })
    await sql(asPlatform)
    for (const workspace of workspaces) await insertWorkspace(sql, { ...workspace, org: id })
  })
  return id
}
