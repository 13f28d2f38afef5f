// Who addressed Bellhop in which conversation, and how many turns other programs took there since a person did. Pairs are looked up one by one: a
// join, or an `exists`, reads the whole table ever after where its plan is kept from when that was small.
import type { Sql } from '../sql.ts'

export type Heard = { conversation: string; account: string; isBot: boolean }

/** Of these pairs, those that addressed us before. Keys are `listeningKey`s. */
export async function readListening(sql: Sql, keys: string[]): Promise<Map<string, true>> {
  const pairs = keys.map((key) => key.split('\n'))
  const rows = await sql<{ conversation: string; account: string }>(
    `select w.* from unnest($1::text[], $2::text[]) as w (conversation, account)
     where (select true from listening l where l.conversation = w.conversation and l.account = w.account)`,
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
    'select coalesce(sum(turns), 0)::int as turns from listening where conversation = $1',
    [conversation],
  )
  return row?.turns ?? 0
}

/** A person's turn begins the count of the programs anew. That somebody spoke is noted once an hour: it is forgotten after days. */
export async function noteHeard(sql: Sql, heard: Heard[]): Promise<void> {
  if (heard.length === 0) return
  const turns = [...Map.groupBy(heard, (one) => listeningKey(one.conversation, one.account)).values()]
  const rows = turns.flatMap((of) => (of[0] ? [{ ...of[0], turns: of[0].isBot ? of.length : 0 }] : []))
  const people = [...new Set(heard.filter((one) => !one.isBot).map((one) => one.conversation))]
  const begunAnew =
    people.length > 0 &&
    sql('update listening set turns = 0 where conversation = any($1::text[]) and turns > 0', [people])
  const noted = sql(
    `insert into listening (conversation, account, turns)
     select h.* from unnest($1::text[], $2::text[], $3::int[]) as h (conversation, account, turns)
     where h.turns > 0 or coalesce((
       select k.at < now() - interval '1 hour' from listening k where k.conversation = h.conversation and k.account = h.account), true) order by 1, 2
     on conflict (conversation, account) do update set turns = listening.turns + excluded.turns, at = now()`,
    [rows.map((row) => row.conversation), rows.map((row) => row.account), rows.map((row) => row.turns)],
  )
  await Promise.all([begunAnew, noted])
}

/** No index leads to them, which each event would pay for: the table is read through once a night. */
export async function purgeListening(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    `delete from listening where ctid in (select ctid from listening where at < now() - make_interval(days => $1) limit $2) returning account`,
    [days, batch],
  )
  return rows.length
}
