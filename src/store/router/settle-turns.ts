// What a handled event leaves behind commits in one transaction: its replies, its audit, its jobs, the change it made, and its end.
import { type Chain, type Lengthen, takeEnds } from '../audit/chain-end.ts'
import { asPlatform, asTenant, type InOrg, type OrgTransaction, sqlIn } from '../in-org.ts'
import type { Sql } from '../sql.ts'
import { dropGone, type Gone } from './drop-gone.ts'
import { insertJobs, type NewJob } from './job-rows.ts'
import { type Heard, noteHeard } from './listening-rows.ts'
import { insertOutbox, type NewOutboxRow } from './outbox-rows.ts'
import { endRests, restLanes } from './resting-lanes.ts'
import { type AuditRecord, insertAudit, insertMessages, type MessageRecord } from './tenant-rows.ts'

export type TurnEnd =
  | { kind: 'done' }
  | { kind: 'retry'; pauseMs: number; reason: string }
  | { kind: 'parked'; reason: string }

export type Turn = {
  inboxId: string
  lane: string
  /** Which try this is: of those who try the same, one settles it. */
  attempt: number
  org: string | null
  correlation: string
  end: TurnEnd
  outbox: NewOutboxRow[]
  audit: AuditRecord[]
  messages: MessageRecord[]
  jobs: NewJob[]
  /** Who addressed us there, so that they can go on without naming us. */
  heard?: Heard[]
  /** It carried a code, or was nothing to us: once it is settled the inbox keeps nothing of what it said. */
  forgets?: true
  /** Its message goes too, where the platform lets us. */
  takesBack?: true
  /** A workspace or a channel we were taken away from: nothing goes on there. */
  gone?: Gone
  /** Once settled: the jobs that ended with that. */
  cancelled?: string[]
  /** Runs in the same transaction, as the org; when it throws, nothing of the turn remains. */
  change?: (tx: OrgTransaction) => Promise<void>
}

type Doors = { transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>; inOrg: InOrg }

/**
 * Commits these turns together and returns those that counted: a turn whose event another settled leaves nothing. With `chain`, the audit of
 * those that change nothing of their own is sealed at once wherever the end of its chain is free.
 */
export async function settleTurns(doors: Doors, turns: Turn[], chain?: Chain): Promise<Turn[]> {
  const [only] = turns
  if (turns.length === 1 && only?.change && only.org) {
    const { change, org } = only
    return doors.inOrg(org, (tx) => write(sqlIn(tx), turns, { change: () => change(tx) }))
  }
  return doors.transact((sql) => write(sql, turns, chain ? { chain } : {}))
}

type Ways = { chain?: Chain; change?: () => Promise<void> }

async function write(sql: Sql, turns: Turn[], { chain, change }: Ways): Promise<Turn[]> {
  const [, ours, ends] = await Promise.all([
    sql(asPlatform),
    change ? lockArrivals(sql, turns) : endArrivals(sql, turns),
    chain &&
      takeEnds(sql, chain, [...new Set(turns.flatMap(({ org, audit }) => (org && audit.length > 0 ? org : [])))]),
  ])
  const mine = turns.filter((turn) => ours.has(turn.inboxId))
  if (mine.length === 0) return []
  const [only] = mine
  if (change && only?.org) {
    await sql(asTenant, [only.org])
    await change()
  }
  await Promise.all([
    ...writeTenantPart(sql, mine, ends),
    sql(asPlatform),
    ...writePlatformPart(sql, mine),
    change && endArrivals(sql, mine),
  ])
  for (const turn of mine) if (turn.gone) turn.cancelled = await dropGone(sql, turn.gone)
  return mine
}

function writeTenantPart(sql: Sql, turns: Turn[], ends: Map<string, Lengthen> | undefined): Promise<unknown>[] {
  const orgs = Map.groupBy(
    turns.filter((turn) => turn.org && (turn.audit.length > 0 || turn.messages.length > 0)),
    (turn) => turn.org as string,
  )
  // In one order, so that two who note the same never wait for each other.
  const inOrder = [...orgs].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return inOrder.flatMap(([org, ofOrg]) => [
    sql(asTenant, [org]),
    insertMessages(
      sql,
      org,
      ofOrg.flatMap((turn) => turn.messages),
    ),
    insertAudit(
      sql,
      org,
      ofOrg.flatMap((turn) => turn.audit),
      ends?.get(org),
    ),
  ])
}

function writePlatformPart(sql: Sql, turns: Turn[]): Promise<unknown>[] {
  return [
    insertOutbox(
      sql,
      turns.flatMap((turn) => turn.outbox),
    ),
    insertJobs(
      sql,
      turns.flatMap((turn) => turn.jobs),
    ),
    noteHeard(
      sql,
      turns.flatMap((turn) => turn.heard ?? []),
    ),
    restLanes(
      sql,
      turns.flatMap(({ lane, end }) => (end.kind === 'retry' ? [{ lane, pauseMs: end.pauseMs }] : [])),
    ),
    endRests(
      sql,
      turns.flatMap(({ lane, attempt, end }) => (attempt > 0 && end.kind !== 'retry' ? [lane] : [])),
    ),
  ]
}

const stateOf = { done: 'done', retry: 'new', parked: 'parked' } as const

/** Not settled yet, and not by another; in a form that leads to the key, whatever the planner knows of states. */
const isOurs = "case when i.state in ('done', 'parked', 'dropped') then false else i.attempt = e.attempt end"

/** A change may take its time: who takes the same event in once more meanwhile does not wait for a lock, as for a change of the row. */
async function lockArrivals(sql: Sql, turns: Turn[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>(
    `select i.id from inbox i join unnest($1::bigint[], $2::int[]) as e (id, attempt) on i.id = e.id
     where i.id = any($1::bigint[]) and ${isOurs} for no key update of i`,
    [turns.map((turn) => turn.inboxId), turns.map((turn) => turn.attempt)],
  )
  return new Set(rows.map((row) => row.id))
}

/** First of all: whoever would settle the same waits for the end of this transaction. Returns the events that nobody had settled. */
async function endArrivals(sql: Sql, turns: Turn[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>(
    `update inbox i set state = e.state, reference = e.reference, reason = e.reason,
       attempt = i.attempt + 1, settled_at = case when e.state <> 'new' then now() end,
       body = case when e.forgets then '' else i.body end
     from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bool[]) as e (id, attempt, state, reference, reason, forgets)
     where i.id = any($1::bigint[]) and i.id = e.id and ${isOurs} returning i.id`,
    [
      turns.map((turn) => turn.inboxId),
      turns.map((turn) => turn.attempt),
      turns.map((turn) => stateOf[turn.end.kind]),
      turns.map((turn) => turn.correlation),
      turns.map((turn) => (turn.end.kind === 'done' ? null : turn.end.reason)),
      turns.map((turn) => turn.forgets === true && turn.end.kind !== 'retry'),
    ],
  )
  return new Set(rows.map((row) => row.id))
}
