// Accounts and workspaces: which login is which person, and which place belongs to which org.
import type { Sql } from '../sql.ts'

export type AccountRow = { key: string; person: string | null; name: string }

export async function readAccounts(sql: Sql, keys: string[]): Promise<Map<string, AccountRow>> {
  const rows = await sql<AccountRow>('select key, person_id as person, name from account where key = any($1::text[])', [
    keys,
  ])
  return new Map(rows.map((row) => [row.key, row]))
}

export async function readAccountsOf(sql: Sql, people: string[]): Promise<AccountRow[]> {
  return sql<AccountRow>(
    'select key, person_id as person, name from account where person_id = any($1::uuid[]) order by key',
    [people],
  )
}

/** False when the account was there already. */
export async function insertAccount(sql: Sql, account: AccountRow): Promise<boolean> {
  const rows = await sql(
    `insert into account (key, platform, person_id, name) values ($1, split_part($1, ':', 1), $2::uuid, $3)
     on conflict (key) do nothing returning key`,
    [account.key, account.person, account.name],
  )
  return rows.length > 0
}

export async function readOrgs(sql: Sql, workspaces: string[]): Promise<Map<string, string>> {
  const rows = await sql<{ key: string; org: string }>(
    'select key, org_id as org from workspace where key = any($1::text[])',
    [workspaces],
  )
  return new Map(rows.map((row) => [row.key, row.org]))
}

/** Every org that lives here: the sample is looked at by nobody. */
export async function readOrgsWithWorkspaces(sql: Sql): Promise<string[]> {
  const rows = await sql<{ org: string }>("select distinct org_id as org from workspace where platform <> 'sample'")
  return rows.map((row) => row.org)
}

export async function readWorkspacesOf(sql: Sql, org: string): Promise<string[]> {
  const rows = await sql<{ key: string }>('select key from workspace where org_id = $1::uuid order by key', [org])
  return rows.map((row) => row.key)
}

export async function insertWorkspace(
  sql: Sql,
  workspace: { key: string; platform: string; org: string; name: string },
): Promise<boolean> {
  const rows = await sql(
    `insert into workspace (key, platform, org_id, name) values ($1, $2, $3::uuid, $4) on conflict (key) do nothing returning key`,
    [workspace.key, workspace.platform, workspace.org, workspace.name],
  )
  return rows.length > 0
}

/** Every org that a workspace belongs to; for work on the host, outside any one org. */
export async function readEveryOrg(sql: Sql): Promise<string[]> {
  const rows = await sql<{ org: string }>('select distinct org_id as org from workspace order by 1')
  return rows.map((row) => row.org)
}
