// Sessions of browsers: begun by a sign-in, renewed as they are used, ended by their person, by an admin, by time or by a theft.
import { randomUUID } from 'node:crypto'
import { currentCorrelation, newCorrelation } from '../../domain/correlation.ts'
import type { AccountKey, Caller } from '../../domain/person.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  endSessions,
  findSessionAtDoor,
  insertSession,
  listSessions,
  markSessionSeen,
  renewSession,
  type SessionRow,
  type Which,
} from '../../store/identity/session-rows.ts'
import { asOrgTransaction, sqlIn } from '../../store/in-org.ts'
import type { Store } from '../../store/open-store.ts'
import { insertAudit } from '../../store/router/tenant-rows.ts'
import type { Sql } from '../../store/sql.ts'
import { callerOfPerson } from '../caller-of-person.ts'
import { idleMs, judgeSession, lifeMs, type Standing } from './judge-session.ts'
import {
  formTokenOf,
  hashOfKey,
  newKey,
  newSessionKeys,
  type SessionKeys,
  type ShownKeys,
  successorsOf,
} from './session-keys.ts'

/** Somebody who signed in, with the rights of this moment. */
export type Visitor = {
  session: string
  caller: Caller & { org: string; person: string }
  /** For the forms of this session's pages; none where the browser showed only half of its cookies. */
  formToken: string | undefined
}

export type Visit = {
  visitor?: Visitor
  /** New keys for the browser, or `null`: it is to forget those it has. */
  keys?: SessionKeys | null
  /** Why there is nobody, as people read it. */
  why?: string
}

type Holder = Pick<SessionRow, 'org' | 'person' | 'account'>

export type Who = Holder & { device: string }

export type Sessions = {
  /** A new one each time: nothing that a browser held before becomes part of it. */
  begin(who: Who): Promise<SessionKeys>
  visit(shown: ShownKeys | undefined): Promise<Visit>
  list(org: string, person: string): Promise<SessionRow[]>
  /** At once, by whoever they are. */
  end(by: Holder, which: Which, reason: string): Promise<number>
  /** The same, together with a reply: in a transaction that acts for the org. */
  ending(by: Holder, which: Which, reason: string): (transaction: unknown) => Promise<void>
}

type Parts = {
  store: Store
  clock: Pick<Clock, 'now'>
  owners: ReadonlySet<AccountKey>
  /** Says it to the person, where they can be reached; within the same transaction. */
  warn?(sql: Sql, row: SessionRow): Promise<void>
}

const mostOpen = 20

export function createSessions(parts: Parts): Sessions {
  const { store, clock } = parts
  return {
    async begin(who) {
      const now = clock.now()
      const keys = newSessionKeys(randomUUID())
      await store.inOrgSql(who.org, async (sql) => {
        const before = await listSessions(sql, who.person, { now, idleMs })
        for (const { id } of before.slice(mostOpen - 1)) await endSessions(sql, { person: who.person, id }, 'too many')
        await insertSession(sql, {
          ...{ ...who, id: keys.id, familyHash: hashOfKey(keys.family), createdAt: now, endsAt: now + lifeMs },
          ...{ accessHash: hashOfKey(keys.access), refreshHash: hashOfKey(keys.refresh) },
        })
        await writeDown(sql, who, 'session:begun', { allowed: true, reason: null })
      })
      return keys
    },
    async visit(shown) {
      const row = shown && (await findSessionAtDoor(store.sql, shown.id))
      if (!shown || !row) return shown ? { keys: null } : {}
      return receive(parts, row, shown, judgeSession(row, shown, clock.now()))
    },
    list: (org, person) => store.inOrgSql(org, (sql) => listSessions(sql, person, { now: clock.now(), idleMs })),
    end: (by, which, reason) => store.inOrgSql(by.org, (sql) => endAndTell(sql, by, which, reason)),
    ending: (by, which, reason) => async (transaction) =>
      void (await endAndTell(sqlIn(asOrgTransaction(transaction)), by, which, reason)),
  }
}

async function endAndTell(sql: Sql, by: Holder, which: Which, reason: string): Promise<number> {
  const ended = await endSessions(sql, which, reason)
  if (ended.length > 0) await writeDown(sql, by, 'session:ended', { allowed: true, reason })
  return ended.length
}

async function receive(
  parts: Parts,
  row: SessionRow & { isTheirs: boolean },
  shown: ShownKeys,
  standing: Standing,
): Promise<Visit> {
  const { store } = parts
  switch (standing.kind) {
    case 'closed':
      return { keys: null, why: sentences[standing.reason] }
    case 'reused':
      await refuseThief(parts, row)
      return { keys: null, why: sentences.reused }
    case 'open':
      if (!row.isSeen) await store.inOrgSql(row.org, (sql) => markSessionSeen(sql, row.id, row.accessHash))
      return admit(parts, row, shown)
    case 'again':
      return admit(parts, row, shown, keysFrom(shown, row.salt ?? ''))
    case 'renew': {
      const salt = newKey()
      const keys = keysFrom(shown, salt)
      const next = {
        accessHash: hashOfKey(keys.access),
        refreshHash: hashOfKey(keys.refresh),
        salt,
        now: parts.clock.now(),
      }
      if (await store.inOrgSql(row.org, (sql) => renewSession(sql, row, next))) return admit(parts, row, shown, keys)
      // Another tab was faster: the row says what it was given.
      const fresh = await findSessionAtDoor(store.sql, row.id)
      const again: Standing = fresh
        ? judgeSession(fresh, shown, parts.clock.now())
        : { kind: 'closed', reason: 'ended' }
      return fresh && again.kind !== 'renew'
        ? receive(parts, fresh, shown, again)
        : { keys: null, why: sentences.ended }
    }
  }
}

function keysFrom({ id, family = '', refresh = '' }: ShownKeys, salt: string): SessionKeys {
  return { id, family, ...successorsOf(refresh, salt) }
}

/** Who they are and what they may is looked up for every request: a session opens nothing by itself. */
async function admit(parts: Parts, row: SessionRow, shown: ShownKeys, keys?: SessionKeys): Promise<Visit> {
  const { org, person, account, id } = row
  const caller = await callerOfPerson(parts.store, parts.owners, { org, person, account })
  if (caller?.role === 'stranger' || !caller) {
    await parts.store.inOrgSql(org, async (sql) => {
      const ended = await endSessions(sql, { person }, 'suspended')
      if (ended.length > 0) await writeDown(sql, row, 'session:refused', { allowed: false, reason: 'suspended' })
    })
    return { keys: null, why: sentences.suspended }
  }
  const visitor = {
    session: id,
    caller: { ...caller, org, person },
    formToken: shown.family && formTokenOf(shown.family),
  }
  return keys ? { visitor, keys } : { visitor }
}

async function refuseThief({ store, warn }: Parts, row: SessionRow): Promise<void> {
  await store.inOrgSql(row.org, async (sql) => {
    const ended = await endSessions(sql, { person: row.person, id: row.id }, 'reused')
    if (ended.length === 0) return
    await writeDown(sql, row, 'session:reused', { allowed: false, reason: 'a used key came again' })
    await warn?.(sql, row)
  })
}

const sentences = {
  ended: 'You are signed out here.',
  idle: 'Nobody used this for eight hours, so I signed you out.',
  old: 'You signed in more than a week ago, so I ask again.',
  unlinked: 'The account you signed in with is not yours here any more, so I signed you out.',
  unknown: 'I do not know this browser any more.',
  reused:
    'What your browser showed me was used before, as when somebody copied it. I signed out everybody who has it, you included, and told the admins.',
  suspended: 'You are suspended here, so there is nothing to see. An admin can change that.',
} as const

async function writeDown(
  sql: Sql,
  { org, person, account }: Holder,
  act: string,
  ruling: { allowed: boolean; reason: string | null },
): Promise<void> {
  const correlation = currentCorrelation() ?? newCorrelation()
  await insertAudit(sql, org, [
    { person, account, place: null, act, digest: null, result: null, ...ruling, correlation },
  ])
}
