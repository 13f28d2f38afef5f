// Everything that running an errand later needs, as it stands in the row of its job.
import type { Incoming } from './incoming.ts'
import type { Caller } from './person.ts'

export type ErrandJob = {
  tool: string
  input: unknown
  caller: Caller
  incoming: Incoming
  key: string
  /** What it is about to do, as people read it. */
  title: string
  /** It was asked before, and this lets it run. */
  approval?: string
  /** Nobody asked now: it is due. Its input is read from the schedule's line when it runs. */
  schedule?: ScheduledRun
}

export type ScheduledRun = {
  id: string
  /** The command, as typed. */
  line: string
  /** `every Monday 09:00 Europe/Paris`. */
  words: string
  timeZone: string
  dueAt: number
  /** When it was found to be due: later where nobody looked in time. */
  foundAt: number
  /** Runs that were due after this one, before anybody looked. */
  missed: number
  /** Runs in a row before this one that failed. */
  failures: number
}
