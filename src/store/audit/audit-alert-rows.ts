// What the detectors over the audit log remember: whom they raised an alarm about, and where somebody was seen.
import type { Sql } from '../sql.ts'

export type Alarm = {
  detector: string
  subject: string
  count: number
  withinMs: number
  correlation: string
  at: number
}
export type UntoldAlarm = Alarm & { name: string | null }

/** False when one about the same subject is younger than `quietMs`. */
export async function raiseAlarm(sql: Sql, org: string, alarm: Alarm, quietMs: number): Promise<boolean> {
  const rows = await sql(
    `insert into audit_alert as known (org_id, detector, subject, count, within_ms, correlation, at)
     values ($1::uuid, $2, $3, $4, $5::bigint, $6, to_timestamp($7::float8 / 1000))
     on conflict (org_id, detector, subject) do update set count = excluded.count, within_ms = excluded.within_ms,
       correlation = excluded.correlation, at = excluded.at, told_at = null
     where known.at <= excluded.at - make_interval(secs => $8::float8 / 1000) returning org_id`,
    [org, alarm.detector, alarm.subject, alarm.count, alarm.withinMs, alarm.correlation, alarm.at, quietMs],
  )
  return rows.length > 0
}

const alarm = `detector, subject, count, within_ms::float8 as "withinMs", correlation, (extract(epoch from at) * 1000)::float8 as at,
  (select name from person where person.id = case when subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then subject::uuid end) as name`

export function readUntold(sql: Sql, org: string): Promise<UntoldAlarm[]> {
  return sql<UntoldAlarm>(
    `select ${alarm} from audit_alert where org_id = $1::uuid and told_at is null order by audit_alert.at limit 20`,
    [org],
  )
}

/** The newest first. */
export function readAlarms(sql: Sql, org: string, limit: number): Promise<UntoldAlarm[]> {
  return sql<UntoldAlarm>(
    `select ${alarm} from audit_alert where org_id = $1::uuid order by audit_alert.at desc limit $2`,
    [org, limit],
  )
}

/** False when another process was quicker. */
export async function markTold(sql: Sql, org: string, { detector, subject }: Alarm): Promise<boolean> {
  const rows = await sql(
    `update audit_alert set told_at = now() where org_id = $1::uuid and detector = $2 and subject = $3 and told_at is null returning org_id`,
    [org, detector, subject],
  )
  return rows.length > 0
}

/** As the platform: the orgs whose admins are to be told something. */
export async function readUntoldOrgs(sql: Sql): Promise<string[]> {
  const rows = await sql<{ org: string }>('select distinct org_id as org from audit_alert where told_at is null')
  return rows.map((row) => row.org)
}

export type Sight = { who: string; place: string; at: number }

/** Those that were never seen before. */
export async function addSights(sql: Sql, org: string, sights: Sight[]): Promise<Sight[]> {
  return sql<Sight>(
    `insert into audit_seen_place (org_id, who, place, at)
     select distinct on (who, place) $1::uuid, who, place, to_timestamp(at / 1000)
     from unnest($2::text[], $3::text[], $4::float8[]) as s (who, place, at) order by who, place, at
     on conflict (org_id, who, place) do nothing returning who, place, (extract(epoch from at) * 1000)::float8 as at`,
    [org, sights.map((one) => one.who), sights.map((one) => one.place), sights.map((one) => one.at)],
  )
}

/** Where each of them was seen since, the first place of all left out: everybody begins somewhere. */
export async function readLaterSights(sql: Sql, org: string, who: string[], since: number): Promise<Sight[]> {
  return sql<Sight>(
    `select who, place, at from (
       select who, place, (extract(epoch from p.at) * 1000)::float8 as at, row_number() over (partition by who order by p.at, place) as n
       from audit_seen_place p where org_id = $1::uuid and who = any($2::text[])) seen
     where n > 1 and at > $3::float8 order by at`,
    [org, who, since],
  )
}

export async function forgetSubject(sql: Sql, org: string, names: string[]): Promise<void> {
  await sql('delete from audit_alert where org_id = $1::uuid and subject = any($2::text[])', [org, names])
  await sql('delete from audit_seen_place where org_id = $1::uuid and who = any($2::text[])', [org, names])
}
