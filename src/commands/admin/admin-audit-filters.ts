// What people may look for in the audit log, as flags of a command and back again, so that a button can carry them.
import { z } from 'zod'
import { parseMoment } from '../../audit/moment.ts'
import { BellhopError } from '../../domain/errors.ts'
import { flagOf } from '../../domain/usage.ts'
import type { AuditFilter, Cursor } from '../../store/audit/audit-search.ts'

const moment = 'as 2026-11-01, 2026-11-01T10:30, yesterday, 3h or 2d ago; UTC'

export const filterFields = {
  who: z.string().optional().describe('part of a name, or an account such as slack:T1:U1'),
  act: z.string().optional().describe('part of what was done, such as ping'),
  refused: z.boolean().default(false).describe('only what was refused'),
  allowed: z.boolean().default(false).describe('only what was allowed'),
  place: z.string().optional().describe('part of where it was asked, such as slack:T1:C1'),
  since: z.string().optional().describe(`from then on, ${moment}`),
  until: z.string().optional().describe('up to then, in the same way'),
  reference: z.string().optional().describe('the reference people were told'),
}

export type Filters = z.infer<z.ZodObject<typeof filterFields>>

export function toFilter(filters: Filters, now: number): AuditFilter {
  const { who, act, place, reference, refused, allowed } = filters
  if (refused && allowed)
    throw new BellhopError('invalid', 'Nothing is both refused and allowed: leave one of --refused and --allowed out.')
  const [since, until] = [momentOf(filters.since, now, 'begin'), momentOf(filters.until, now, 'end')]
  return {
    ...(who ? { who } : {}),
    ...(act ? { act } : {}),
    ...(place ? { place } : {}),
    ...(reference ? { reference: reference.trim().toUpperCase() } : {}),
    ...(refused || allowed ? { allowed } : {}),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

/** The flags that say the same again, with moments that do not move on. */
export function toFlags(filters: Filters, now: number): string {
  return Object.entries(filters)
    .flatMap(([name, value]) => {
      if (value === true) return [flagOf(name)]
      if (typeof value !== 'string' || !(name in filterFields)) return []
      const edge = name === 'until' ? 'end' : 'begin'
      const at = name === 'since' || name === 'until' ? momentOf(value, now, edge) : undefined
      return [`${flagOf(name)} ${quote(at === undefined ? value : new Date(at).toISOString().slice(0, 19))}`]
    })
    .join(' ')
}

/** Marks a place between two entries: buttons carry it. */
export const cursorField = z
  .string()
  .regex(/^\d{1,15}\.[0-9a-f-]{36}$/, 'is what the buttons put there')
  .optional()

export function toCursor(mark: string | undefined): Cursor | undefined {
  const [at, id] = mark?.split('.') ?? []
  return at && id ? { at: Number(at), id } : undefined
}

export function fromCursor({ at, id }: Cursor): string {
  return `${at}.${id}`
}

function momentOf(text: string | undefined, now: number, edge: 'begin' | 'end'): number | undefined {
  if (text === undefined) return undefined
  const at = parseMoment(text, now, edge)
  if (at === undefined) throw new BellhopError('invalid', `I cannot read that as a moment. Write it ${moment}.`)
  return at
}

/** A quotation ends at the next mark that has no backslash before it. */
function quote(value: string): string {
  return `"${value.replaceAll('"', '\\"').replace(/\\+$/, '')}"`
}
