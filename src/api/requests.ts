// A request of a program, from being stored to what came of it. Asked twice under one name, it is stored once and answered alike.
import { BellhopError, type ErrorCode } from '../domain/errors.ts'
import { type Reply, textOf } from '../domain/reply.ts'
import type { Intake } from '../ports/intake.ts'
import { readApprovalAt, readAsked, readWhatCameOfIt } from '../store/asked-rows.ts'
import type { Store } from '../store/open-store.ts'
import { type Ask, arrivalOf, conversationOf, eventKey, readStored, requestId } from './api-platform.ts'
import type { Visitor } from './key-door.ts'

export const requestStates = [
  'accepted',
  'waiting_for_approval',
  'waiting',
  'running',
  'done',
  'failed',
  'cancelled',
  'denied',
] as const
export type RequestState = (typeof requestStates)[number]

export type Outcome = {
  id: string
  state: RequestState
  reference: string | undefined
  replies: Reply[]
  job: string | undefined
  /** The approval it waits for, or waited for. */
  approval: string | undefined
  failure: { code: ErrorCode; message: string } | undefined
}

export type Requests = {
  /** Waits for what comes of it, as long as a request may wait. */
  make(visitor: Visitor, ask: Ask, givenName: string | undefined): Promise<Outcome>
  /** Only of the same person, by whatever key. */
  find(visitor: Visitor, id: string): Promise<Outcome>
}

type Parts = { store: Store; intake: Intake; now(): number; patienceMs?: number }

/** A ring may be missed. */
const lookAgainMs = 100

export function createRequests({ store, intake, now, patienceMs = 10_000 }: Parts): Requests {
  async function outcomeOf(org: string, key: string, id: string): Promise<Outcome | undefined> {
    const asked = await readAsked(store.sql, eventKey(id))
    if (!asked) return undefined
    const conversation = conversationOf(key, id)
    const { replies: payloads, job } = await readWhatCameOfIt(store.sql, conversation)
    const approval = job ? undefined : await store.inOrgSql(org, (sql) => readApprovalAt(sql, conversation))
    const replies = payloads.map((payload) => JSON.parse(payload) as Reply)
    const wrong = replies.findLast((reply) => reply.failure)
    const settledAs = asked.state === 'done' && !wrong ? 'done' : 'failed'
    const state = asked.state === 'new' ? 'accepted' : (job?.state ?? stateBy(approval?.state) ?? settledAs)
    return {
      ...{ id, replies, job: job?.id, approval: approval?.id },
      state,
      reference: asked.reference ?? undefined,
      failure: wrong?.failure ? { code: wrong.failure, message: textOf(wrong) } : undefined,
    }
  }

  /** Until it is handled, or until nobody should wait for it any longer. */
  async function settled(org: string, key: string, id: string): Promise<Outcome> {
    const end = performance.now() + patienceMs
    for (;;) {
      const rung = nextRing(store)
      const outcome = await outcomeOf(org, key, id)
      if (!outcome) throw new BellhopError('internal', 'The request was stored and is not there.')
      if (outcome.state !== 'accepted' || performance.now() > end) return outcome
      await rung
    }
  }

  return {
    async make({ key }, ask, givenName) {
      const id = requestId(key.id, givenName)
      const asked = { id, key: key.id, org: key.org, ask, at: now() }
      const accepted = await intake.accept(arrivalOf(asked))
      if (accepted === 'duplicate') await refuseOther(store, id, ask)
      return settled(key.org, key.id, id)
    },
    async find({ key }, id) {
      const asked = /^[0-9a-f]{32}$/.test(id) ? await readAsked(store.sql, eventKey(id)) : undefined
      const by = asked && (asked.body.length === 0 ? key.id : readStored(asked.body).key)
      const outcome = by && (await isTheirs(store, key, by)) ? await outcomeOf(key.org, by, id) : undefined
      // Of what is not kept only the answer says whose it was.
      if (!outcome || (asked?.body.length === 0 && outcome.replies.length === 0))
        throw new BellhopError('not_found', 'There is no such request of yours; after 30 days they are forgotten.')
      return outcome
    },
  }
}

/** The same name for something else is a mistake on the other side, and answering what was asked before would hide it. */
async function refuseOther(store: Store, id: string, ask: Ask): Promise<void> {
  const first = await readAsked(store.sql, eventKey(id))
  // What carries codes is not kept: nobody can tell any more, and no key may do it anyway.
  if (first?.body.length === 0) return
  if (first && JSON.stringify(readStored(first.body).ask) === JSON.stringify(ask)) return
  throw new BellhopError('conflict', 'This Idempotency-Key was used for another request.', {
    nextStep: 'Give every new request a new one.',
  })
}

async function isTheirs(store: Store, key: Visitor['key'], by: string): Promise<boolean> {
  if (by === key.id) return true
  const rows = await store.inOrgSql(key.org, (sql) =>
    sql<{ person: string }>('select person_id as person from api_key where id = $1::uuid', [by]),
  )
  return rows[0]?.person === key.person
}

function stateBy(approval: string | undefined): RequestState | undefined {
  switch (approval) {
    case undefined:
      return undefined
    case 'open':
      return 'waiting_for_approval'
    case 'approved':
      return 'waiting'
    default:
      return 'denied'
  }
}

/** Begun before looking, so that nothing falls between the look and the waiting. */
function nextRing(store: Store): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const unsubscribe = store.wake.on('outbox:api', resolve)
  const timer = setTimeout(resolve, lookAgainMs)
  return promise.finally(() => {
    unsubscribe()
    clearTimeout(timer)
  })
}
