// Row-level security only protects from a role that cannot step over it.
import { BellhopError } from '../domain/errors.ts'
import type { Sql } from './sql.ts'

export async function refuseBypassingRole(sql: Sql): Promise<void> {
  const [role] = await sql<{ name: string; bypasses: boolean }>(
    'select rolname as name, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = session_user',
  )
  if (!role || role.bypasses)
    throw new BellhopError(
      'forbidden',
      `DATABASE_URL signs in as "${role?.name ?? 'unknown'}", a role that row-level security does not bind. ` +
        "Create one that is: CREATE ROLE bellhop LOGIN PASSWORD '...' NOSUPERUSER NOBYPASSRLS, make it the owner of the database, and use it in DATABASE_URL (deploy/postgres shows how).",
    )
}
