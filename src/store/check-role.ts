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

/** A pooler that drops what a connection is to begin with would leave every one of ours with the rights of the owner. */
export async function refuseLostRole(sql: Sql, wanted: string): Promise<void> {
  const [now] = await sql<{ role: string }>('select current_user as role')
  if (now?.role !== wanted) throw noPooler()
}

export function noPooler(cause?: unknown): BellhopError {
  return new BellhopError(
    'unavailable',
    'DATABASE_URL leads to a pooler that keeps back how our connections begin, as PgBouncer does.',
    { cause, nextStep: 'Let DATABASE_URL name PostgreSQL itself: Bellhop pools its connections by itself.' },
  )
}
