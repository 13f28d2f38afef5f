// Who addressed Bellhop in which conversation, and how many turns other programs took there since a person did.
import type { Sql } from '../sql.ts'
import { wasThisHour } from './this-hour.ts'

export type Heard = { conversation: string; account: string; isBot: boolean }

/** Of these pairs, those that addressed us before. Keys are `listeningKey`s. */
export async function readListening(sql: Sql, keys: string[]): Promise<Map<string, true>> {
  const pairs = keys.map((key) => key.split('\n'))
  const rows = await sql<{ conversation: string; account: string }>(
    'select * from spoke_before($1::text[], $2::text[])',
    [pairs.map(([conversation]) => conversation), pairs.map(([, account]) => account)],
  )
  return new Map(rows.map(({ conversation, account }) => [listeningKey(conversation, account), true]))
}

export function listeningKey(conversation: string, account: string): string {
  return `${conversation}\n${account}`
}

/** Turns of programs since a person's last. */
export async function readBotTurns(sql: Sql, conversation: string): Promise<number> {
  const [row] = await sql<{ turns: number }>(
    'select coalesce(sum(turns), 0)::int as turns from listening where conversation = $1 and turns > 0',
    [conversation],
  )
  return row?.turns ?? 0
}

type Noted = { conversation: string; account: string; turns: number }

/** A person's turn begins the count of the programs anew. When somebody last spoke is noted once an hour: it is forgotten after days. */
export async function noteHeard(sql: Sql, heard: Heard[]): Promise<void> {
  if (heard.length === 0) return
  const people = [...new Set(heard.filter((one) => !one.isBot).map((one) => one.conversation))]
  const begunAnew =
    people.length > 0 &&
    sql('update listening set turns = 0 where conversation = any($1::text[]) and turns > 0', [people])
  const byPair = Map.groupBy(heard, (one) => listeningKey(one.conversation, one.account))
  const [known, others]: [Noted[], Noted[]] = [[], []]
  for (const [key, [one, ...more]] of byPair) {
    const turns = one?.isBot ? 1 + more.length : 0
    if (one) (turns === 0 && wasThisHour(key) ? known : others).push({ ...one, turns })
  }
  // Who may be known is written down all the same, since their row may be gone by now; but whoever is there is neither looked up nor locked.
  await Promise.all([
    begunAnew,
    insertHeard(sql, known, 'nothing'),
    insertHeard(
      sql,
      others,
      `update set turns = listening.turns + excluded.turns, at = now()
       where excluded.turns > 0 or listening.at < now() - interval '1 hour'`,
    ),
  ])
}

async function insertHeard(sql: Sql, rows: Noted[], whereKnown: string): Promise<void> {
  if (rows.length === 0) return
  await sql(
    `insert into listening (conversation, account, turns)
     select * from unnest($1::text[], $2::text[], $3::int[]) order by 1, 2
     on conflict (conversation, account) do ${whereKnown}`,
    [rows.map((row) => row.conversation), rows.map((row) => row.account), rows.map((row) => row.turns)],
  )
}

/** No index leads to them, which each event would pay for: the table is read through once a night. */
export async function purgeListening(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    `delete from listening where ctid in (select ctid from listening where at < now() - make_interval(days => $1) limit $2) returning account`,
    [days, batch],
  )
  return rows.length
}
