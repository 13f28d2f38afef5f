// The org that this installation's own workspaces belong to, made on the first start.
import { randomUUID } from 'node:crypto'
import { insertWorkspace, readOrgs } from '../store/identity/account-rows.ts'
import { insertOrg } from '../store/identity/member-rows.ts'
import { asPlatform } from '../store/in-org.ts'
import { readOrSetFact } from '../store/instance-rows.ts'
import type { Store } from '../store/open-store.ts'

export type HomeWorkspace = { key: string; platform: string; name: string }

/** Resolves to the home org, which these workspaces belong to unless they belong to another already. */
export async function ensureHome(store: Store, workspaces: HomeWorkspace[]): Promise<string> {
  const id = await readOrSetFact(store.sql, 'home_org', randomUUID())
  await settle(store, { id, name: 'Home' }, workspaces)
  return id
}

/** A workspace that came by itself gets an org of its own; nothing when it has one. */
export async function ensureOwnOrg(store: Store, workspace: HomeWorkspace): Promise<void> {
  if ((await readOrgs(store.sql, [workspace.key])).size > 0) return
  await settle(store, { id: randomUUID(), name: workspace.name }, [workspace])
}

async function settle(store: Store, org: { id: string; name: string }, workspaces: HomeWorkspace[]): Promise<void> {
  await store.inOrgSql(org.id, async (sql) => {
    await insertOrg(sql, { ...org, isSample: false })
    await sql(asPlatform)
    for (const workspace of workspaces) await insertWorkspace(sql, { ...workspace, org: org.id })
  })
}
