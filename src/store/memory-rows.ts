// What bots keep by name over restarts.
import type { Sql } from './sql.ts'

export async function readMemory(sql: Sql, name: string): Promise<string | undefined> {
  const [row] = await sql<{ value: string }>('select value from memory where name = $1', [name])
  return row?.value
}

export async function saveMemory(sql: Sql, name: string, value: string): Promise<void> {
  await sql(
    'insert into memory (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value, created_at = now()',
    [name, value],
  )
}

export type InstallationRow = { team: string; name: string; sealedToken: string; botUser: string; installedAt: Date }

export async function readInstallation(sql: Sql, team: string): Promise<InstallationRow | undefined> {
  const [row] = await sql<InstallationRow>(
    `select team, name, sealed_token as "sealedToken", bot_user as "botUser", installed_at as "installedAt" from installation where team = $1`,
    [team],
  )
  return row
}

export async function saveInstallation(sql: Sql, row: InstallationRow): Promise<void> {
  await sql(
    `insert into installation (team, name, sealed_token, bot_user, installed_at) values ($1, $2, $3, $4, $5)
     on conflict (team) do update set name = excluded.name, sealed_token = excluded.sealed_token,
       bot_user = excluded.bot_user, installed_at = excluded.installed_at`,
    [row.team, row.name, row.sealedToken, row.botUser, row.installedAt],
  )
}

export async function deleteInstallation(sql: Sql, team: string): Promise<void> {
  await sql('delete from installation where team = $1', [team])
}
