// The outbox: one row is one API call of a reply, and what became of it.
import type { Platform } from '../../domain/incoming.ts'
import type { Sql } from '../sql.ts'

export type NewOutboxRow = {
  plan: string
  step: number
  platform: Platform
  workspace: string
  conversation: string
  replyTo: string
  call: string
  payload: string
  correlation: string
  /** The job whose live message this row takes the place of. */
  live?: string | null
  /** Carries a secret: its payload is forgotten once it is sent, or never will be. */
  isSecret?: boolean
  /** False where nobody looks for it by its plan: the index of plans goes without it. */
  isSought?: boolean
}

export type OutboxRow = NewOutboxRow & {
  id: string
  state: 'waiting' | 'unknown'
  attempt: number
  before: (string | null)[]
}

export async function insertOutbox(sql: Sql, rows: NewOutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  const column = <K extends keyof NewOutboxRow>(name: K) => rows.map((row) => row[name])
  await sql(
    `insert into outbox (plan, step, platform, workspace, conversation, reply_to, call, payload, correlation, live, is_secret, is_sought)
     select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::bool[], $12::bool[])`,
    [
      column('plan'),
      column('step'),
      column('platform'),
      column('workspace'),
      column('conversation'),
      column('replyTo'),
      column('call'),
      column('payload'),
      column('correlation'),
      rows.map((row) => row.live ?? null),
      rows.map((row) => row.isSecret ?? false),
      rows.map((row) => row.isSought ?? true),
    ],
  )
}

/** Of what is open the first; where there is none, the last of all. */
export async function readFirstOpen(sql: Sql, platform: string): Promise<string> {
  const [row] = await sql<{ id: string }>(
    `select coalesce((select id from outbox where platform = $1 and state in ('waiting', 'unknown') order by id limit 1),
       (select max(id) from outbox), 0) as id`,
    [platform],
  )
  return row?.id ?? '0'
}

/** Open rows in order from that one on, the first few of each conversation that is not in hand. */
export async function readOpen(
  sql: Sql,
  platform: string,
  from: string,
  inHand: string[],
  perConversation: number,
  limit: number,
): Promise<OutboxRow[]> {
  return sql<OutboxRow>(
    `select o.id, o.plan, o.step, o.platform, o.workspace, o.conversation, o.reply_to as "replyTo", o.call, o.payload, o.correlation, o.live, o.state, o.attempt,
       case when o.step = 0 then '{}' else (select coalesce(array_agg(p.platform_id order by p.step), '{}') from outbox p where p.plan = o.plan and p.is_sought and p.step < o.step) end as before
     from outbox o join (
       select id, row_number() over (partition by conversation order by id) as place from (
         select id, conversation from outbox
         where platform = $1 and id >= $6::bigint and state in ('waiting', 'unknown') and conversation not in (select unnest($2::text[]))
         order by id limit $5) oldest
     ) next on next.id = o.id and next.place <= $3
     order by o.id limit $4`,
    [platform, inHand, perConversation, limit, limit * 5, from],
  )
}

export type Settled = {
  id: string
  state: 'sent' | 'waiting' | 'unknown' | 'failed'
  platformId: string | null
  reason: string | null
}

/**
 * What was given up while it was on its way, and arrived, was sent all the same. The ids are said twice: by the join alone a plan that is kept
 * from when the table was small reads all of it ever after. By comparisons with the state, where nearly all was sent, a plan expects one row, and
 * compares each with all of these.
 */
export async function recordSends(sql: Sql, settled: Settled[]): Promise<void> {
  await sql(
    `update outbox o set state = s.state, platform_id = coalesce(s.platform_id, o.platform_id), reason = s.reason, attempt = o.attempt + 1,
       settled_at = case when s.state in ('sent', 'failed') then now() end
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as s (id, state, platform_id, reason)
     where o.id = any($1::bigint[]) and o.id = s.id
       and case o.state when 'sent' then false when 'failed' then s.state = 'sent' else true end`,
    [
      settled.map((one) => one.id),
      settled.map((one) => one.state),
      settled.map((one) => one.platformId),
      settled.map((one) => one.reason),
    ],
  )
}

/** The rest of a reply whose earlier part can never be shown. */
export async function failRestOfPlans(sql: Sql, plans: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `update outbox set state = 'failed', reason = 'an earlier part of this reply could not be sent', settled_at = now()
     where plan = any($1::uuid[]) and is_sought and state in ('waiting', 'unknown') returning id`,
    [plans],
  )
  return rows.map((row) => row.id)
}

/** The reference of the reply that this message is of; undefined for what we did not send, or forgot. */
export async function findReplyOf(sql: Sql, workspace: string, platformId: string): Promise<string | undefined> {
  const [row] = await sql<{ correlation: string }>(
    `select correlation from outbox where platform_id = $1 and state = 'sent' and workspace = $2 limit 1`,
    [platformId, workspace],
  )
  return row?.correlation
}

export async function purgeOutbox(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    `delete from outbox where id in (
       select id from outbox where state in ('sent', 'failed') and settled_at < now() - make_interval(days => $1) order by id limit $2) returning id`,
    [days, batch],
  )
  return rows.length
}

export async function countOutbox(sql: Sql): Promise<{ waiting: number; unknown: number }> {
  const [row] = await sql<{ waiting: number; unknown: number }>(
    `select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'unknown')::int as unknown
     from outbox where state in ('waiting', 'unknown')`,
  )
  return row ?? { waiting: 0, unknown: 0 }
}
