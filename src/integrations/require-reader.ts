// Refuses a login that could do more than read, whatever the transaction says: functions of the server itself reach past it.
import type { Client } from 'pg'
import { BellhopError } from '../domain/errors.ts'

/** Files and programs of the server, other sessions, and Bellhop's own tables by whatever name they are reached. */
const strongRoles = [
  ...['pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program', 'pg_write_all_data'],
  ...['pg_signal_backend', 'pg_create_subscription', 'pg_maintain', 'pg_checkpoint'],
  ...['bellhop_platform', 'bellhop_tenant'],
]

export async function requireReader(client: Client): Promise<void> {
  const { rows } = await client.query<{ isStrong: boolean }>(
    `select exists (select from pg_catalog.pg_roles r where pg_catalog.pg_has_role(session_user, r.oid, 'member')
       and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls or rolname = any($1))) as "isStrong"`,
    [strongRoles],
  )
  if (rows[0]?.isStrong === false) return
  throw new BellhopError('forbidden', 'The login of that connection may do more than read, so I do not use it.', {
    nextStep: 'Whoever runs this installation gives it a login that may only connect and select.',
  })
}
