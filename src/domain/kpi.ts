// A figure that a company follows, day by day.
import { z } from 'zod'
import type { Day } from './days.ts'

export const aggregates = ['sum', 'average', 'last'] as const
/** How days become a span: money adds up, a rate has a mean, a head count is what it was last. */
export type Aggregate = (typeof aggregates)[number]

export const directions = ['up', 'down'] as const
/** Where it ought to go: revenue up, incidents down. */
export type Direction = (typeof directions)[number]

export const mostSeries = 200

export const kpiName = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, 'is missing')
  .max(60, 'has more than 60 characters')
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/&()%+-]*$/u, 'is made of letters, digits, spaces and . _ / & ( ) % + -')

export type KpiSeries = {
  id: string
  name: string
  unit: string
  direction: Direction
  aggregate: Aggregate
  /** Who answers for it, in words. */
  owner: string
  /** What a month ought to bring where days add up; else the level to hold. */
  target: number | null
  /** Not real: it says so wherever it shows. */
  isSample: boolean
}

export type KpiPoint = { day: Day; value: number }

/** Names are the same whatever their case, and however their marks are written. */
export function sameKpi(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other)
}

export function keyOf(name: string): string {
  return name.trim().normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ')
}

export function shownName({ name, isSample }: Pick<KpiSeries, 'name' | 'isSample'>): string {
  return isSample ? `${name} (sample)` : name
}
