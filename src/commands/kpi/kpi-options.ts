// What the commands about KPIs need of this installation.
import { z } from 'zod'
import { BellhopError } from '../../domain/errors.ts'
import type { KpiSeries } from '../../domain/kpi.ts'
import type { Caller } from '../../domain/person.ts'
import type { ToolCall } from '../../domain/tool.ts'

export type KpiImportLine = {
  id: string
  name: string
  state: 'reading' | 'staged' | 'kept' | 'undone'
  figures: number
  isSample: boolean
  at: Date
  who: string
}

export type KpiTraits = Partial<Pick<KpiSeries, 'unit' | 'direction' | 'aggregate' | 'owner' | 'target'>> & {
  name: string
}

/** What changes something registers it with the call. */
export type KpiOptions = {
  /** The newest first; of one, where an id or its beginning is given. */
  imports(org: string, limit: number, id?: string): Promise<KpiImportLine[]>
  series(org: string): Promise<KpiSeries[]>
  /** Each is refused when somebody else was faster. */
  keep(call: Call, id: string): void
  undo(call: Call, id: string): void
  discard(call: Call, id: string): void
  define(call: Call, org: string, traits: KpiTraits): void
  remove(call: Call, id: string): void
  sample(call: Call, org: string): Promise<void>
  zone(org: string): Promise<string>
  setZone(call: Call, org: string, zone: string): void
}

export type Call = ToolCall<Record<string, unknown>>

export const importId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{4}[0-9a-f-]{0,32}$/, 'is the id that `/kpi imports` shows')

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no KPIs.')
}

const most = 200

/** The one that is meant; rejects when there is none, or when it is not in one of these states. */
export async function findImport(
  options: KpiOptions,
  org: string,
  id: string | undefined,
  states: KpiImportLine['state'][],
): Promise<KpiImportLine> {
  const [found, another] = (await options.imports(org, most, id)).filter((one) => states.includes(one.state))
  if (id && another)
    throw new BellhopError('invalid', `Several imports begin with ${id}.`, { nextStep: 'Type more of the id.' })
  if (found) return found
  const what = id ? `no import \`${id.slice(0, 8)}\` here that could` : 'nothing here that could'
  throw new BellhopError('not_found', `There is ${what} be ${pastOf[states[0] ?? 'staged']}.`, {
    nextStep: 'See what came in with `/kpi imports`.',
  })
}

const pastOf = { reading: 'waited for', staged: 'kept or discarded', kept: 'undone', undone: 'kept again' } as const

export function shortId(id: string): string {
  return id.slice(0, 8)
}

export function countOf(figures: number): string {
  return `${figures.toLocaleString('en')} ${figures === 1 ? 'figure' : 'figures'}`
}
