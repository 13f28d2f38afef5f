// Schedules as the commands about them need them, and how one reads.
import { z } from 'zod'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Caller } from '../../domain/person.ts'
import type { Button } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'
import { shownAt } from '../../schedules/local-time.ts'

export type Schedule = {
  id: string
  line: string
  words: string
  cron: string
  timeZone: string
  owner: string
  person: string
  account: string
  channel: string
  state: 'active' | 'paused' | 'stopped'
  nextAt: number | null
  lastAt: number | null
  lastOutcome: string | null
}

export type Call = ToolCall<Record<string, unknown>>

export type SchedulesOptions = {
  now(): number
  /** Whether everybody's are theirs to see and change. */
  seesAll(caller: Caller): Promise<boolean>
  /** Those of an org, or the ones whose id begins like that. */
  list(org: string, limit: number, id?: string): Promise<Schedule[]>
  /** These commit with the reply. */
  move(call: Call, id: string, state: Schedule['state'], nextAt: number | null): void
  /** Makes it due, once where it is not active. */
  runOnce(call: Call, id: string, at: number): void
  remove(call: Call, id: string): void
  /** Runs what is due without waiting for the next look. */
  wake(): void
}

export const scheduleId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{4}[0-9a-f-]{0,32}$/, 'is the id that `/schedules` shows')

export const idSchema = z.object({ id: scheduleId.describe('the id that `/schedules` shows') })

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so nothing can be scheduled here.')
}

export function isMine({ person, account }: Pick<Schedule, 'person' | 'account'>, caller: Caller): boolean {
  return person === caller.person || account === caller.account
}

/** The one somebody names, if it is theirs or they are an admin. */
export async function named({ list, seesAll }: SchedulesOptions, call: Call): Promise<Schedule> {
  const { id } = idSchema.parse(call.input)
  const [found, ...more] = await list(orgOf(call.caller), 2, id)
  if (!found)
    throw new BellhopError('not_found', `There is no schedule ${id}.`, { nextStep: 'See them with `/schedules`.' })
  if (more.length > 0)
    throw new BellhopError('invalid', `Several schedules begin with ${id}.`, { nextStep: 'Type more of the id.' })
  if (!isMine(found, call.caller) && !(await seesAll(call.caller)))
    throw new BellhopError('forbidden', `Only ${escapeMarkdown(found.owner)} or an admin may do that.`)
  return found
}

export function shortOf({ id }: Pick<Schedule, 'id'>): string {
  return id.slice(0, 8)
}

export function shownLine({ line }: Pick<Schedule, 'line'>): string {
  const flat = line.replaceAll(/\s+/g, ' ').replaceAll('`', "'")
  return flat.length <= 100 ? flat : `${flat.slice(0, 99).toWellFormed()}…`
}

export function timeOf(at: number | null, { timeZone }: Pick<Schedule, 'timeZone'>): string {
  return at === null ? 'never' : shownAt(at, timeZone)
}

export function runs(label: string, value: string, style: NonNullable<Button['style']> = 'plain'): Button {
  return { label, action: 'run', value, style }
}
