// Announcements, from the draft to the last message, inside a transaction that already acts for their org.
import type { ReplyTo } from '../domain/incoming.ts'
import { isNotUnderWay } from './router/under-way-rows.ts'
import type { Sql } from './sql.ts'
import { storable } from './storable.ts'

export type AnnouncementState = 'draft' | 'due' | 'sending' | 'done' | 'cancelled'

/** A channel, and the plan of the message that goes there. */
export type AnnouncedPlace = { channel: string; plan: string | null }

export type NewAnnouncement = {
  id: string
  person: string | null
  author: string
  text: string
  places: AnnouncedPlace[]
  replyTo: ReplyTo
  correlation: string
}

export type AnnouncementRow = NewAnnouncement & { state: AnnouncementState; at: Date; isDue: boolean }

type Stored = Omit<AnnouncementRow, 'places' | 'replyTo'> & { places: string; replyTo: string }

const columns = `id, person_id as person, author, text, places, reply_to as "replyTo", correlation, state, created_at as at,
  coalesce(due_at <= now(), false) as "isDue"`

export async function insertAnnouncement(sql: Sql, org: string, row: NewAnnouncement): Promise<void> {
  await sql(
    `insert into announcement (id, org_id, person_id, author, text, places, reply_to, correlation)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8)`,
    [
      ...[row.id, org, row.person, storable(row.author), storable(row.text), JSON.stringify(row.places)],
      ...[JSON.stringify(row.replyTo), row.correlation],
    ],
  )
}

/** The newest first; of one, where an id or its beginning is given. */
export async function listAnnouncements(sql: Sql, limit: number, id: string | null = null): Promise<AnnouncementRow[]> {
  const rows = await sql<Stored>(
    `select ${columns} from announcement where ($1::text is null and state <> 'draft') or id::text like $1 || '%'
     order by created_at desc, id limit $2::int`,
    [id, limit],
  )
  return rows.map(parsed)
}

/** Nobody else moves it until this transaction ends. */
export async function lockAnnouncement(sql: Sql, id: string): Promise<AnnouncementRow | undefined> {
  const [row] = await sql<Stored>(`select ${columns} from announcement where id = $1::uuid for update`, [id])
  return row && parsed(row)
}

/** False when somebody was faster. */
export async function scheduleAnnouncement(sql: Sql, id: string, inMs: number): Promise<boolean> {
  const rows = await sql(
    `update announcement set state = 'due', due_at = now() + make_interval(secs => $2::float8 / 1000)
     where id = $1::uuid and state = 'draft' returning id`,
    [id, inMs],
  )
  return rows.length > 0
}

export async function sendAnnouncement(sql: Sql, id: string, places: AnnouncedPlace[]): Promise<void> {
  await sql("update announcement set state = 'sending', places = $2 where id = $1::uuid", [id, JSON.stringify(places)])
}

export async function endAnnouncement(sql: Sql, id: string, state: 'done' | 'cancelled'): Promise<void> {
  await sql('update announcement set state = $2, settled_at = now() where id = $1::uuid', [id, state])
}

/** As the platform. What is due comes first: others may be on their way for days where a platform is down, and then take turns. */
export async function findUnderWay(sql: Sql, limit: number): Promise<{ id: string; org: string }[]> {
  return sql(
    "select id, org_id as org from announcement where state in ('due', 'sending') order by state, random() limit $1::int",
    [limit],
  )
}

/** Every channel of these workspaces where people read together and somebody spoke with us. */
export async function listSharedChannels(sql: Sql, workspaces: string[]): Promise<string[]> {
  const rows = await sql<{ channel: string }>(
    `select distinct substring(id from '^[^:/]+:[^:/]+:[^:/]+') as channel from conversation
     where is_shared and substring(id from '^[^:/]+:[^:/]+') = any($1::text[]) order by 1`,
    [workspaces],
  )
  return rows.flatMap(({ channel }) => channel ?? [])
}

export type PlanEnd = { plan: string; state: 'sent' | 'failed' | 'open'; reason: string | null }

/** As the platform: what became of the messages of these plans. */
export async function readPlanEnds(sql: Sql, plans: string[]): Promise<PlanEnd[]> {
  return sql<PlanEnd>(
    `select plan, max(reason) filter (where state = 'failed') as reason,
       case when bool_or(state in ('waiting', 'unknown')) then 'open' when bool_or(state = 'failed') then 'failed' else 'sent' end as state
     from outbox where plan = any($1::uuid[]) and is_sought group by plan`,
    [plans],
  )
}

/** As the platform: what is not on its way yet stays here. */
export async function dropPlans(sql: Sql, plans: string[]): Promise<void> {
  await sql(
    `update outbox set state = 'failed', reason = 'cancelled', settled_at = now()
     where plan = any($1::uuid[]) and is_sought and state = 'waiting' and ${isNotUnderWay}`,
    [plans],
  )
}

function parsed(row: Stored): AnnouncementRow {
  return {
    ...row,
    places: JSON.parse(row.places) as AnnouncedPlace[],
    replyTo: JSON.parse(row.replyTo) as ReplyTo,
  }
}
