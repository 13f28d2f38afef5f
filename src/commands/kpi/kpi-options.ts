// What the commands about KPIs need of this installation.
import { z } from 'zod'
import { BellhopError } from '../../domain/errors.ts'
import type { KpiSeries } from '../../domain/kpi.ts'
import type { Caller } from '../../domain/person.ts'
import type { ToolCall } from '../../domain/tool.ts'

export type KpiImportLine = {
  id: string
  name: string
  state: 'staged' | 'kept' | 'undone'
  figures: number
  at: Date
  who: string
}

export type KpiTraits = Partial<Pick<KpiSeries, 'unit' | 'direction' | 'aggregate' | 'owner' | 'target'>> & {
  name: string
}

/** What changes something registers it with the call. */
export type KpiOptions = {
  imports(org: string, limit: number): Promise<KpiImportLine[]>
  series(org: string): Promise<KpiSeries[]>
  /** From what it is to what it is to be; the call is refused when it is something else by then. */
  move(call: Call, org: string, id: string, from: KpiImportLine['state'][], to: KpiImportLine['state']): void
  discard(call: Call, org: string, id: string): void
  define(call: Call, org: string, traits: KpiTraits): void
  remove(call: Call, org: string, id: string): void
  sample(call: Call, org: string): Promise<void>
  zone(org: string): Promise<string>
  setZone(call: Call, org: string, zone: string): void
}

export type Call = ToolCall<Record<string, unknown>>

export const importId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{4}[0-9a-f-]{0,32}$/, 'is the id that `kpi imports` shows')

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no KPIs.')
}

/** The one that is meant; rejects when there is none, or when it is not in one of these states. */
export async function findImport(
  options: KpiOptions,
  org: string,
  id: string | undefined,
  states: KpiImportLine['state'][],
): Promise<KpiImportLine> {
  const found = (await options.imports(org, 200)).find(
    (one) => states.includes(one.state) && (id === undefined || one.id.startsWith(id)),
  )
  if (found) return found
  const what = id ? `no such import \`${id.slice(0, 8)}\` here any more` : 'nothing here'
  throw new BellhopError('not_found', `There is ${what} to ${verbOf[states[0] ?? 'staged']}.`, {
    nextStep: 'See what came in with `kpi imports`.',
  })
}

const verbOf = { staged: 'keep or discard', kept: 'undo', undone: 'keep again' } as const

export function shortId(id: string): string {
  return id.slice(0, 8)
}

export function countOf(figures: number): string {
  return `${figures.toLocaleString('en')} ${figures === 1 ? 'figure' : 'figures'}`
}
