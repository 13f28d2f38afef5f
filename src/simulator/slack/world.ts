// What all parts of the simulated workspace share.
import type { Clock } from '../../ports/clock.ts'
import { systemClock } from '../../ports/system-clock.ts'
import { createFaultSwitches, type FaultSwitches } from '../faults.ts'
import { usualPatienceMs } from '../patience.ts'
import { type App, createApp } from './app.ts'
import { type Changes, createChanges } from './changes.ts'
import { type Consents, createConsents } from './consents.ts'
import { createSockets, type Sockets } from './deliver/sockets.ts'
import { createIds, type Ids } from './ids.ts'
import { createJournal, type Journal } from './journal.ts'
import { createLimits, type Limits } from './limits.ts'
import { createResponseUrls, type ResponseUrls } from './response-urls.ts'
import { createState, type State } from './state.ts'
import { createTriggers, type Triggers } from './triggers.ts'

/** What can go wrong with one call of the Web API, by method name. */
export type CallFault =
  | { kind: 'slow'; ms: number }
  /** Slack answers with this status and nothing useful. */
  | { kind: 'down'; status?: number }
  /** The connection breaks before anything is done. */
  | { kind: 'refused' }
  /** It is done, and then the connection breaks. */
  | { kind: 'answer lost' }
  | { kind: 'limited'; retryAfterSeconds: number }
  /** Slack answers with an error of this name. */
  | { kind: 'error'; error: string }

/** What can go wrong with one delivery of an event, by event type. */
export type DeliveryFault =
  /** The same event, the same id, once more. */
  | { kind: 'duplicate' }
  /** The same message under a new event id, without retry headers. */
  | { kind: 'again under a new id' }
  /** Held back until the next event was delivered. */
  | { kind: 'out of order' }
  | { kind: 'late'; ms: number }
  | { kind: 'lost' }

export type WorldOptions = {
  clock?: Clock
  appName?: string
  scopes?: string[]
  events?: string[]
  commands?: string[]
  redirectUrls?: string[]
  socketMode?: boolean
  /** Slack's rate limits; on unless told. */
  rateLimits?: boolean
  /** How long waiting helpers wait, in real milliseconds. */
  patienceMs?: number
}

export type World = {
  clock: Clock
  ids: Ids
  state: State
  changes: Changes
  journal: Journal
  faults: FaultSwitches<CallFault>
  deliveryFaults: FaultSwitches<DeliveryFault>
  limits: Limits
  app: App
  triggers: Triggers
  responseUrls: ResponseUrls
  consents: Consents
  sockets: Sockets
  scheduled: Map<string, AbortController>
  patienceMs: number
  /** Where the server listens: known once it does. */
  address: { url: string }
  stopping: AbortController
}

export function createWorld(options: WorldOptions): World {
  const clock = options.clock ?? systemClock
  const ids = createIds(clock)
  const patienceMs = options.patienceMs ?? usualPatienceMs
  const app = createApp(ids, options)
  return {
    clock,
    ids,
    state: createState(),
    changes: createChanges(),
    journal: createJournal(patienceMs),
    faults: createFaultSwitches(),
    deliveryFaults: createFaultSwitches(),
    limits: createLimits(clock, options.rateLimits ?? true),
    app,
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls(clock),
    consents: createConsents(clock),
    sockets: createSockets(clock, app.id),
    scheduled: new Map(),
    patienceMs,
    address: { url: '' },
    stopping: new AbortController(),
  }
}
