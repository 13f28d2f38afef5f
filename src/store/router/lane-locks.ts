// A worker takes a lane, not an event: whoever holds it handles its events one after another. A lane in hand is a lock of one session, which is
// free again when that session ends, and the server ends it with the process, or when nothing was asked on it for so long.
import type { StoredArrival } from '../../domain/arrival.ts'
import type { Session } from '../open-session.ts'
import type { Row } from '../sql.ts'
import { type InboxRow, toArrival } from './inbox-rows.ts'

export type FirstEvent = Omit<StoredArrival, 'body'>

/** More may be there right away. */
export type Taken = { first: FirstEvent[]; isMore: boolean }

export type LaneLocks = {
  /** Takes up to so many lanes that nobody works on, those that waited longest first; each comes with its first event, none before `from`. */
  take(from: string, most: number): Promise<Taken>
  release(lane: string): void
  /** Asked now and then, it keeps what is in hand, and what was let go of is free. */
  keep(): Promise<void>
  end(): Promise<void>
}

const lockOf = 'hashtextextended(lane, 0)'

/**
 * All who use a server share the room for locks, and without any nobody can do anything there: a tenth of it is enough for one of us. The embedded
 * database is one session for everybody, with what is left of those before.
 */
const begin = `select current_setting('max_connections')::int * current_setting('max_locks_per_transaction')::int / 10 as room from pg_advisory_unlock_all()`

export function createLaneLocks(openSession: () => Promise<Session>): LaneLocks {
  /** Each with the session that holds it. */
  const held = new Map<string, Session>()
  /** Let go of, with the next question. */
  let going: string[] = []
  let room = 0
  let session: Session | undefined
  let opening: Promise<Session> | undefined

  async function current(): Promise<Session> {
    if (session && !session.isOver()) return session
    opening ??= openSession()
      .then(prepare)
      .finally(() => {
        opening = undefined
      })
    session = await opening
    return session
  }

  async function prepare(next: Session): Promise<Session> {
    const [found] = await ask<{ room: number }>(next, begin, [])
    room = found?.room ?? 0
    going = []
    await takeBack(next)
    return next
  }

  /** What a session that broke held. Where another was faster both are at it, and the one who settles first counts. */
  async function takeBack(next: Session): Promise<void> {
    const lost = new Map([...held].filter(([, holder]) => holder !== next))
    if (lost.size === 0) return
    const takes = `select lane from unnest($1::text[]) lane where pg_try_advisory_lock(${lockOf})`
    for (const { lane } of await ask<{ lane: string }>(next, takes, [[...lost.keys()]])) {
      // Let go of meanwhile, and maybe taken anew: then this lock is one too many.
      if (held.get(lane) === lost.get(lane)) held.set(lane, next)
      else going.push(lane)
    }
  }

  /** What became of locks that were asked for in vain nobody knows, so they all end with their session. */
  async function ask<R extends Row>(of: Session, text: string, values: unknown[]): Promise<R[]> {
    try {
      return await of.sql<R>(text, values)
    } catch (error) {
      of.end()
      throw error
    }
  }

  return {
    async take(from, most) {
      const holder = await current()
      const places = Math.min(most, room - held.size)
      if (places <= 0) return { first: [], isMore: false }
      const freed = going.splice(0)
      const rows = await ask<InboxRow & { is_free: boolean }>(
        holder,
        `select id, key, platform, workspace, lane, is_control, content_type, attempt, received_at, is_free
         from take_lanes($1::bigint, $2::text[], $3::text[], $4::int)`,
        [from, freed, [...held.keys()], places],
      )
      if (holder.isOver()) throw new Error('The session that took lanes was ended.')
      const free = rows.filter((row) => row.is_free)
      for (const { lane } of free) held.set(lane, holder)
      // What comes next in these is for the next look.
      for (const row of rows) if (!row.is_free) going.push(row.lane)
      return { first: free.map(toArrival), isMore: rows.length === places || free.length < rows.length }
    },
    release(lane) {
      const holder = held.get(lane)
      held.delete(lane)
      if (holder && !holder.isOver()) going.push(lane)
    },
    async keep() {
      if (held.size + going.length === 0) return
      const holder = await current()
      await ask(holder, `select pg_advisory_unlock(${lockOf}) from unnest($1::text[]) lane`, [going.splice(0)])
      await takeBack(holder)
    },
    async end() {
      await opening?.catch(() => undefined)
      session?.end()
    },
  }
}
