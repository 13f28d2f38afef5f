// How bots hand events in. Resolves only after the event is committed, so whoever awaits it may acknowledge.
import type { Arrival } from '../domain/arrival.ts'

export type Accepted = 'stored' | 'duplicate'

export type Intake = {
  accept(arrival: Arrival): Promise<Accepted>
}
