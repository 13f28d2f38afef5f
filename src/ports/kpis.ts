// The figures of a company, as rooms that show them need them.
import type { Day } from '../domain/days.ts'
import type { KpiPoint, KpiSeries } from '../domain/kpi.ts'

export type Kpis = {
  /** Those that have figures or were defined, by name. */
  series(org: string): Promise<KpiSeries[]>
  /** Sorted by day, one for a day, for each series that has any. */
  points(org: string, ids: string[], from: Day, to: Day): Promise<Map<string, KpiPoint[]>>
  /** The day it is now where this org is. */
  today(org: string): Promise<Day>
}

export type StagedKpis = {
  id: string
  names: string[]
  figures: number
  from: Day
  to: Day
  /** Of KPIs that have another unit here: the figures are taken as they are. */
  otherUnits: { name: string; here: string; inFile: string }[]
  /** The first of the lines that could not be taken, and why. */
  faults: { line: number; why: string }[]
  faultCount: number
  /** Lines that said again what an earlier one had said. */
  repeats: number
}

export type KpiIntake = {
  /** Reads a file of figures and lays them ready; nothing of it shows before it is kept. Rejects when nothing in it can be taken. */
  stage(
    org: string,
    file: {
      /** Of the call that brings it, the same for each of its tries: what a crash left is begun anew. */
      key: string
      name: string
      person: string | null
      /** All of it, or as it comes. */
      content: Buffer | AsyncIterable<Uint8Array>
      /** The saved query it comes from, when it does. */
      query?: string
      onStaged?(count: number, of: number): void
    },
  ): Promise<StagedKpis>
}
