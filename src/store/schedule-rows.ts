// What is done again and again. A run is a job that commits together with the moment its schedule is due next, so there is one of it.
import type { Sql } from './sql.ts'

/** `stopped` is what failed too often, or may not be done any more; `paused` is what somebody paused. */
export type ScheduleState = 'active' | 'paused' | 'stopped'

export type NewSchedule = {
  id: string
  person: string
  account: string
  owner: string
  /** `slack:T1:C1`, as rules name it. */
  channel: string
  place: string
  line: string
  tool: string
  cron: string
  timeZone: string
  words: string
  nextAt: number
}

export type ScheduleRow = Omit<NewSchedule, 'nextAt'> & {
  org: string
  state: ScheduleState
  nextAt: number | null
  lastAt: number | null
  lastOutcome: string | null
  failures: number
}

const columns = `id, org_id as org, person_id as person, account, owner, channel, place, line, tool, cron, time_zone as "timeZone", words, state,
  (extract(epoch from next_at) * 1000)::float8 as "nextAt", (extract(epoch from last_at) * 1000)::float8 as "lastAt",
  last_outcome as "lastOutcome", failures`

export async function insertSchedule(sql: Sql, org: string, made: NewSchedule): Promise<void> {
  const { id, person, account, owner, channel, place, line, tool, cron, timeZone, words, nextAt } = made
  await sql(
    `insert into schedule (id, org_id, person_id, account, owner, channel, place, line, tool, cron, time_zone, words, next_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::float8 / 1000))`,
    [id, org, person, account, owner, channel, place, line, tool, cron, timeZone, words, nextAt],
  )
}

/** The oldest first; of one, where an id or its beginning is given. */
export async function listSchedules(sql: Sql, limit: number, id: string | null = null): Promise<ScheduleRow[]> {
  return sql<ScheduleRow>(
    `select ${columns} from schedule where ($1::text is null or id::text like $1 || '%') order by created_at, id limit $2::int`,
    [id, limit],
  )
}

/** False when it is gone. What becomes active begins anew, without its former failures. */
export async function moveSchedule(
  sql: Sql,
  id: string,
  state: ScheduleState,
  nextAt: number | null,
): Promise<boolean> {
  const rows = await sql(
    `update schedule set state = $2, next_at = to_timestamp($3::float8 / 1000), failures = case when $2 = 'active' then 0 else failures end
     where id = $1::uuid returning id`,
    [id, state, nextAt],
  )
  return rows.length > 0
}

export async function deleteSchedule(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql('delete from schedule where id = $1::uuid returning id', [id])
  return rows.length > 0
}

/** Makes it due once, whatever state it is in; false when it is gone. */
export async function runSchedule(sql: Sql, id: string, at: number): Promise<boolean> {
  const rows = await sql(
    'update schedule set next_at = to_timestamp($2::float8 / 1000) where id = $1::uuid returning id',
    [id, at],
  )
  return rows.length > 0
}

/** What came of a run. One that was paused or removed meanwhile stays so. */
export async function noteScheduledRun(
  sql: Sql,
  id: string,
  run: { outcome: string; isFailure: boolean; stops: boolean },
): Promise<void> {
  await sql(
    `update schedule set last_outcome = $2, failures = case when $3 then failures + 1 else 0 end,
       state = case when $4 and state = 'active' then 'stopped' else state end,
       next_at = case when $4 then null else next_at end where id = $1::uuid`,
    [id, run.outcome, run.isFailure, run.stops],
  )
}

/** Somebody who was two people keeps the schedules of both. */
export async function passOnSchedules(sql: Sql, leave: string, keep: string): Promise<void> {
  await sql('update schedule set person_id = $1::uuid where person_id = $2::uuid', [keep, leave])
}

/** What is due, held until this transaction ends; what another process holds is that one's to run. */
export async function lockDueSchedules(sql: Sql, now: number, limit: number): Promise<ScheduleRow[]> {
  return sql<ScheduleRow>(
    `select ${columns} from schedule where next_at <= to_timestamp($1::float8 / 1000)
     order by next_at limit $2 for update skip locked`,
    [now, limit],
  )
}

/** What is not active was due once. */
export async function moveOn(sql: Sql, id: string, lastAt: number, nextAt: number | null): Promise<void> {
  await sql(
    `update schedule set last_at = to_timestamp($2::float8 / 1000),
       next_at = case when state = 'active' then to_timestamp($3::float8 / 1000) end where id = $1::uuid`,
    [id, lastAt, nextAt],
  )
}

export async function stopSchedule(sql: Sql, id: string, outcome: string): Promise<void> {
  await sql("update schedule set state = 'stopped', next_at = null, last_outcome = $2 where id = $1::uuid", [
    id,
    outcome,
  ])
}

export async function stopSchedulesIn(sql: Sql, workspaces: string[], outcome: string): Promise<void> {
  await sql(
    `update schedule set state = 'stopped', next_at = null, last_outcome = $2
     where exists (select from unnest($1::text[]) w where starts_with(schedule.channel || ':', w || ':'))`,
    [workspaces, outcome],
  )
}
