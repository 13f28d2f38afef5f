// BullMQ's tables and functions, in a schema of their own, for the role that the platform works in.
import { type PgQueryable, runMigrations } from 'bullmq'

type Client = { query(text: string, values?: unknown[]): Promise<unknown> }

/** One after the other: two that grant the same at once end each other. Held to the end of the statements that it stands before. */
const grantLock = 72_707_370

const grants = `
  SELECT pg_advisory_xact_lock(${grantLock});
  GRANT USAGE ON SCHEMA bullmq TO bellhop_platform;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO bellhop_platform;
  GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA bullmq TO bellhop_platform;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bullmq TO bellhop_platform`

/** Safe to call at every start, by several processes at once. The client is one connection, as owner, outside a transaction. */
export async function prepareQueueSchema(client: Client): Promise<void> {
  await runMigrations(client as PgQueryable)
  await client.query(grants)
}
