// Long errands as people see them: what they are, how they stand, and which of them somebody means.
import type { Caller } from '../domain/person.ts'

export type Errand = {
  id: string
  /** What it does, in the asker's words. */
  title: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  /** Which try is running or comes next. */
  attempt: number
  asker: string
  isMine: boolean
  conversation: string | null
  reference: string
  createdAt: Date
  settledAt: Date | null
  cancelledBy: string | null
  /** The message that shows how far it is, as the platform calls it. */
  message: string | null
}

export type ErrandQuery = { id?: string | undefined; isOpen?: boolean; limit: number }

/** What installations do with errands: an admin is shown everybody's of the organisation, everybody else their own. */
export type Errands = {
  list(caller: Caller, query: ErrandQuery): Promise<Errand[]>
  /** Whether everybody's are theirs to see and stop. */
  seesAll(caller: Caller): Promise<boolean>
  /** The errand in that caller's organisation, whoever asked for it. */
  find(caller: Caller, id: string): Promise<Errand[]>
  /** False when it was settled before. */
  cancel(id: string, by: Caller): Promise<boolean>
}

/** As much of an id as people need to type. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}

export function isOpen({ state }: Errand): boolean {
  return state === 'waiting' || state === 'running'
}

export function titleOf({ title }: Errand): string {
  return title.length <= 120 ? title : `${title.slice(0, 119).toWellFormed()}…`
}

/** How it stands, in words: `running for 2 minutes`, `cancelled by Ann 5 seconds ago`. */
export function standOf(errand: Errand, now: number): string {
  const { state, attempt, cancelledBy, createdAt, settledAt } = errand
  const since = ago(now - (settledAt ?? createdAt).getTime())
  switch (state) {
    case 'waiting':
      return attempt === 0
        ? `waiting for ${since}`
        : `broke off ${attempt === 1 ? 'once' : `${attempt} times`} and is tried again`
    case 'running':
      return `running for ${since}`
    case 'done':
      return `done ${since} ago`
    case 'failed':
      return `failed ${since} ago`
    case 'cancelled':
      return `cancelled by ${cancelledBy ?? 'somebody'} ${since} ago`
  }
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return counted(seconds, 'second')
  if (seconds < 3_600) return counted(Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return counted(Math.floor(seconds / 3_600), 'hour')
  return counted(Math.floor(seconds / 86_400), 'day')
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
