// A write to the outside is a row too, so that after a crash we know whether it was begun, done, or nobody can say.
import type { Sql } from '../sql.ts'

export type ActState = 'started' | 'done' | 'unknown'
export type Act = { key: string; tool: string; org: string; correlation: string }

export type BegunAct =
  | { kind: 'new' }
  /** Somebody may be at it, for so long unless they say again that they are. */
  | { kind: 'taken'; forMs: number }
  /** It was begun, and nobody is at it any more. */
  | { kind: 'brokenOff' }
  | { kind: 'over'; state: Exclude<ActState, 'started'>; result: string | null }

/** Begins an act, or tells what an earlier try of the same act came to. Who was heard of within `silentMs` may be at it. */
export async function beginAct(sql: Sql, act: Act, silentMs: number): Promise<BegunAct> {
  const [created] = await sql(
    `insert into act (key, tool, org, correlation, state, started_at) values ($1, $2, $3::uuid, $4, 'started', now())
     on conflict (key) do nothing returning key`,
    [act.key, act.tool, act.org, act.correlation],
  )
  if (created) return { kind: 'new' }
  const [takenOver] = await sql(
    `update act set started_at = now() where key = $1 and state = 'started'
       and (started_at is null or started_at <= now() - make_interval(secs => $2 / 1000.0)) returning key`,
    [act.key, silentMs],
  )
  if (takenOver) return { kind: 'brokenOff' }
  const [earlier] = await sql<{ state: ActState; result: string | null; ageMs: number }>(
    `select state, result, (extract(epoch from now() - coalesce(started_at, now())) * 1000)::float8 as "ageMs" from act where key = $1`,
    [act.key],
  )
  if (!earlier || earlier.state === 'started')
    return { kind: 'taken', forMs: Math.max(0, silentMs - (earlier?.ageMs ?? silentMs)) }
  return { kind: 'over', state: earlier.state, result: earlier.result }
}

/** Whoever is at it says so now and then. */
export async function keepAct(sql: Sql, key: string): Promise<void> {
  await sql("update act set started_at = now() where key = $1 and state = 'started'", [key])
}

/** It broke off, and nobody is at it any more: whoever tries it next finds it begun. */
export async function letGoOfAct(sql: Sql, key: string): Promise<void> {
  await sql("update act set started_at = null where key = $1 and state = 'started'", [key])
}

/** On a store that only one process can open, whoever was at something before is gone. */
export async function letGoOfActs(sql: Sql): Promise<void> {
  await sql("update act set started_at = null where state = 'started'")
}

export async function endAct(sql: Sql, key: string, state: ActState, result: string | null): Promise<void> {
  await sql('update act set state = $2, result = $3, settled_at = now() where key = $1', [key, state, result])
}

/** Whether anything of it may have reached the outside. */
export async function hasBegun(sql: Sql, key: string): Promise<boolean> {
  return (await sql('select key from act where key = $1', [key])).length > 0
}

/** Takes back an act that certainly did nothing, so that it may be tried again. */
export async function withdrawAct(sql: Sql, key: string): Promise<void> {
  await sql("delete from act where key = $1 and state = 'started'", [key])
}

export async function purgeActs(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    'delete from act where key in (select key from act where created_at < now() - make_interval(days => $1) limit $2) returning key',
    [days, batch],
  )
  return rows.length
}
