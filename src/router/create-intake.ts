// Intake: events that arrive while one group is being committed form the next group, so a thousand a second cost few transactions.
import { createHash } from 'node:crypto'
import type { Arrival } from '../domain/arrival.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Accepted, Intake } from '../ports/intake.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Store } from '../store/open-store.ts'
import { insertArrivals } from '../store/router/inbox-rows.ts'
import type { JustStored } from './create-just-stored.ts'

type Waiting = { arrival: Arrival; since: number; answer: PromiseWithResolvers<Accepted> }

type Options = { store: Store; log: Log; metrics: Metrics; justStored?: Pick<JustStored, 'keep'>; deadlineMs?: number }

const groupLimit = 500
const groupBytes = 4 * 1024 * 1024
const gatherMs = 5

export function createIntake({
  store,
  log,
  metrics,
  justStored,
  deadlineMs = 2500,
}: Options): Intake & { idle(): Promise<void> } {
  const waiting: Waiting[] = []
  let committing: Waiting[] = []
  let watch: NodeJS.Timeout | undefined
  let gathering: NodeJS.Timeout | undefined
  let restUntil = 0
  let quiet: PromiseWithResolvers<void> | undefined

  /** One group at a time: two at once could store what came first after what came second. */
  function next(): void {
    if (gathering || committing.length > 0 || waiting.length === 0) return
    const rest = restUntil - performance.now()
    if (rest > 0) return gather(rest)
    const group = takeGroup(waiting)
    committing = group
    // An event by itself goes at once; where many come, each commit is worth waiting for a few more.
    if (group.length > 1) restUntil = performance.now() + gatherMs
    void commit(group).finally(() => {
      committing = []
      if (waiting.length === 0) quiet?.resolve()
      next()
    })
  }

  function gather(ms: number): void {
    gathering = setTimeout(() => {
      gathering = undefined
      next()
    }, ms)
  }

  async function commit(group: Waiting[]): Promise<void> {
    try {
      await write(group)
    } catch (error) {
      if (group.length === 1) return group[0]?.answer.reject(unavailable(error))
      log.warn({ events: group.length, error }, 'a group of events did not commit: trying them one by one')
      for (const one of group) await write([one]).catch((cause) => one.answer.reject(unavailable(cause)))
    }
  }

  async function write(group: Waiting[]): Promise<void> {
    const stored = await insertArrivals(
      store.urgent,
      group.map((one) => one.arrival),
    )
    for (const { arrival, answer } of group) {
      // Within one group the first of equal keys is the one that was stored.
      const id = stored.get(arrival.key)
      const isNew = stored.delete(arrival.key)
      if (id) justStored?.keep(id, arrival.body)
      metrics.count('bellhop_arrivals_total', { platform: arrival.platform, outcome: isNew ? 'stored' : 'duplicate' })
      answer.resolve(isNew ? 'stored' : 'duplicate')
    }
    store.wake.ring('inbox')
  }

  /** Late is no answer: the platform tries again, and then the key tells that the event is here already. */
  function endLate(): void {
    const before = performance.now() - deadlineMs
    for (const { since, answer } of [...committing, ...waiting])
      if (since <= before) answer.reject(unavailable(new Error('the store took too long')))
    if (committing.length > 0 || waiting.length > 0) return
    clearInterval(watch)
    watch = undefined
  }

  return {
    accept(arrival) {
      const answer = Promise.withResolvers<Accepted>()
      waiting.push({ arrival: tidy(arrival), since: performance.now(), answer })
      // One watch over all: a timer for each would cost more than what it is for.
      watch ??= setInterval(endLate, deadlineMs / 25)
      next()
      return answer.promise
    },
    async idle() {
      if (committing.length === 0 && waiting.length === 0) return
      quiet ??= Promise.withResolvers<void>()
      await quiet.promise
    },
  }
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let bytes = 0
  let count = 0
  for (const { arrival } of waiting) {
    bytes += arrival.body.length
    if (count > 0 && (bytes > groupBytes || count >= groupLimit)) break
    count++
  }
  return waiting.splice(0, count)
}

/** Keys and lanes are text columns: what PostgreSQL cannot keep, or would keep at any length, is hashed. */
function tidy(arrival: Arrival): Arrival {
  return { ...arrival, key: tidyText(arrival.key), lane: tidyText(arrival.lane) }
}

function tidyText(text: string): string {
  if (text.length <= 300 && !text.includes('\0') && text.isWellFormed()) return text
  return `#${createHash('sha256').update(text).digest('base64url')}`
}

function unavailable(cause: unknown): BellhopError {
  return new BellhopError('unavailable', 'This could not be stored just now.', {
    cause,
    nextStep: 'Please send it again.',
  })
}
