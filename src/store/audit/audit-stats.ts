// How much is asked for and what becomes of it, counted from the audit log, inside a transaction that already acts for the org.
import type { Day } from '../../domain/days.ts'
import type { Sql } from '../sql.ts'

export type DayOfUse = { day: Day; asked: number; refused: number; failed: number }
export type Use = { days: DayOfUse[]; people: number; acts: { act: string; asked: number; failed: number }[] }

/** What is neither done nor deliberately not done. */
const failed = "a.allowed and a.result is not null and a.result not in ('done', 'dry run', 'form offered')"

/** From the beginning of a day where the org is. */
export async function readUse(sql: Sql, from: Day, zone: string, mostActs: number): Promise<Use> {
  const since = 'a.at >= ($1::date::timestamp at time zone $2)'
  const days = await sql<DayOfUse>(
    `select (a.at at time zone $2)::date::text as day, count(*)::int as asked,
       (count(*) filter (where not a.allowed))::int as refused, (count(*) filter (where ${failed}))::int as failed
     from audit_entry a where ${since} group by 1 order by 1`,
    [from, zone],
  )
  const [who] = await sql<{ people: number }>(
    `select count(distinct coalesce(a.person_id::text, a.account))::int as people from audit_entry a where ${since}`,
    [from, zone],
  )
  const acts = await sql<Use['acts'][number]>(
    `select a.act, count(*)::int as asked, (count(*) filter (where ${failed}))::int as failed
     from audit_entry a where ${since} group by a.act order by 2 desc, a.act limit $3`,
    [from, zone, mostActs],
  )
  return { days, people: who?.people ?? 0, acts }
}
