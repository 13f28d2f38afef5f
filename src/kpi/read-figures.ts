// A file of figures as people export it: what of it can be taken, and line by line what cannot and why.
import { pipeline } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { type Options, parse } from 'csv-parse'
import { asDemand } from '../domain/argument-problem.ts'
import { type Day, isDay, partsOf } from '../domain/days.ts'
import { BellhopError } from '../domain/errors.ts'
import { keyOf, kpiName, mostSeries } from '../domain/kpi.ts'
import { isGap, largestFigure, readFigure } from '../domain/read-figure.ts'
import { createSigns, type DecimalSign, withPoint } from './decimal-sign.ts'
import { type Bytes, splitFirstLine, textOf } from './decode-file.ts'

export type ReadFigure = { name: string; day: Day; value: number }
export type Fault = { line: number; why: string }

export type ReadFigures = {
  /** Each name and day once: what stands further down counts. */
  figures: ReadFigure[]
  /** As they are to be shown, with what was found of their unit. */
  names: { name: string; unit: string | undefined }[]
  /** The first of them, by line, and how many there are. */
  faults: Fault[]
  faultCount: number
  /** How many lines said again what an earlier one had said. */
  repeats: number
}

const mostFigures = 500_000
/** Whoever sends something else than figures is not told of each of a million lines. */
const mostFaults = 100
/** Beyond that it is no file of figures, and reading on is a waste. */
const mostFaulty = 100_000
export const expectedForm = 'The first line names the columns: `date`, then a KPI each. Or `date, kpi, value`.'

type Cell = { line: number; name: string; unit: string | undefined; day: Day; text: string }

type Shape =
  | { day: number; cells: { column: number; name: string; unit: string | undefined }[] }
  | { day: number; name: number; value: number }

export async function readFigures(content: Bytes, today: Day, onLines?: (count: number) => void): Promise<ReadFigures> {
  const { first, all } = await splitFirstLine(textOf(content))
  const delimiter = ['\t', ';', ','].find((one) => first.includes(one)) ?? ','
  const faults = createFaults()
  const cells: Cell[] = []
  const signs = createSigns(delimiter === ';' ? ',' : '.')
  const names = new Set<string>()
  let shape: Shape | undefined

  function take(cell: Cell): void {
    if (isGap(cell.text)) return
    signs.note(cell.text)
    names.add(keyOf(cell.name))
    if (names.size > mostSeries) throw tooManyKpis()
    if (cells.push(cell) > mostFigures)
      throw new BellhopError('invalid', `I take at most ${mostFigures.toLocaleString('en')} figures from one file.`)
  }

  function takeLine(line: number, row: string[], found: Shape): void {
    const typed = row[found.day] ?? ''
    const day = readDay(typed)
    if (!day) return faults.add({ line, why: `“${shortened(typed)}” is no date: write 2026-01-31 or 31.1.2026` })
    if (day > today) return faults.add({ line, why: `${day} is still to come` })
    if ('cells' in found) {
      for (const { column, ...named } of found.cells) take({ line, ...named, day, text: row[column] ?? '' })
      return
    }
    const name = kpiName.safeParse(row[found.name] ?? '')
    if (!name.success) return faults.add({ line, why: `the KPI’s name ${asDemand(name.error.issues[0]?.message)}` })
    take({ line, name: name.data, unit: undefined, day, text: row[found.value] ?? '' })
  }

  const options: Options = {
    ...{ delimiter, bom: true, trim: true, info: true, relax_column_count: true, relax_quotes: true },
    ...{ skip_empty_lines: true, skip_records_with_error: true },
    on_skip(error) {
      faults.add({ line: Number(error?.lines ?? 0), why: 'cannot be read: is a quotation mark missing?' })
      return undefined
    },
  }
  const records = parse(options)
  // Troubles of the one end the other, and are thrown below.
  pipeline(all, records, () => undefined)
  let count = 0
  for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (++count % 5_000 === 0) onLines?.(count)
    if (!shape) shape = shapeOf(record)
    else takeLine(info.lines, record, shape)
    faults.refuseTooMany()
  }
  if (!shape) throw new BellhopError('invalid', 'There is nothing in that file.', { nextStep: expectedForm })
  return inFigures(cells, faults, signs.signIn)
}

async function inFigures(
  cells: Cell[],
  faults: Faults,
  signIn: (cell: string) => DecimalSign | undefined,
): Promise<ReadFigures> {
  const figures = new Map<string, ReadFigure>()
  const names = new Map<string, { name: string; unit: string | undefined }>()
  let repeats = 0
  for (const [i, { line, name, unit, day, text }] of cells.entries()) {
    // Others get their turn.
    if (i % 5_000 === 4_999) await setImmediate()
    const sign = signIn(text)
    const read = sign && readFigure(withPoint(text, sign))
    if (!read || Math.abs(read.value) > largestFigure) {
      const why = read ? 'is too large a figure' : sign ? 'is no figure' : ambiguous
      faults.add({ line, why: `“${shortened(text)}” ${why}` })
      continue
    }
    const key = keyOf(name)
    const known = names.get(key)
    if (known) known.unit ??= unit ?? read.unit
    else names.set(key, { name, unit: unit ?? read.unit })
    const place = `${day} ${key}`
    if (figures.has(place)) repeats++
    figures.set(place, { name: known?.name ?? name, day, value: read.value })
  }
  return { figures: [...figures.values()], names: [...names.values()], ...faults.found(), repeats }
}

type Faults = ReturnType<typeof createFaults>

function createFaults() {
  const faults: Fault[] = []
  let faultCount = 0
  return {
    add(fault: Fault): void {
      faultCount++
      // Those of dates are found before those of figures: of each the first are enough.
      if (faults.length < 2 * mostFaults) faults.push(fault)
    },
    refuseTooMany(): void {
      if (faultCount > mostFaulty)
        throw new BellhopError('invalid', `More than ${mostFaulty.toLocaleString('en')} lines of it cannot be taken.`, {
          nextStep: expectedForm,
        })
    },
    found: () => ({ faults: faults.toSorted((a, b) => a.line - b.line).slice(0, mostFaults), faultCount }),
  }
}

const ambiguous = 'can be read in two ways: this file has points and commas before decimals'

function shapeOf(head: string[]): Shape {
  const columns = head.map((cell) => cell.trim().toLowerCase())
  const find = (pattern: RegExp) => columns.findIndex((cell) => pattern.test(cell))
  const day = Math.max(0, find(/^(date|day|when|month|datum|fecha|日付)$/))
  const name = find(/^(kpi|name|series|metric|figure)$/)
  const value = find(/^(value|amount|wert)$/)
  if (name >= 0 && value >= 0) return { day, name, value }
  const cells = head.flatMap((cell, column) => (column === day || !cell.trim() ? [] : [{ column, ...namedIn(cell) }]))
  if (cells.length === 0 || head.some((cell) => readDay(cell) || readFigure(cell)))
    throw new BellhopError('invalid', 'I do not see which column is which.', { nextStep: expectedForm })
  if (cells.length > mostSeries) throw tooManyKpis()
  const twice = cells.find(({ name, column }) =>
    cells.some((one) => one.column < column && keyOf(one.name) === keyOf(name)),
  )
  if (twice) throw new BellhopError('invalid', `Two columns are called “${twice.name}”.`)
  return { day, cells }
}

function tooManyKpis(): BellhopError {
  return new BellhopError('invalid', `I take at most ${mostSeries} KPIs from one file.`)
}

/** Longer than any name with its unit. */
const longestHead = 200

/** `Revenue (€)` is Revenue, in €. */
function namedIn(cell: string): { name: string; unit: string | undefined } {
  const head = cell.length > longestHead ? '' : cell.trim()
  const [, before, inside] = /^(.+?)\s*[([]([^()[\]]{1,12})[)\]]$/.exec(head) ?? []
  const name = kpiName.safeParse(before ?? cell)
  if (name.success) return { name: name.data, unit: before ? inside?.trim() : undefined }
  throw new BellhopError('invalid', `The column “${shortened(cell)}” ${asDemand(name.error.issues[0]?.message)}.`)
}

function readDay(text: string): Day | undefined {
  const said = text.trim()
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?$/.exec(said)
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(said)
  const [year, month, date] = iso ? [iso[1], iso[2], iso[3] ?? '1'] : dotted ? [dotted[3], dotted[2], dotted[1]] : []
  if (!year || !month || !date) return undefined
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(day) && partsOf(day).year >= 1900 ? day : undefined
}

function shortened(cell: string): string {
  return cell.length > 30 ? `${cell.slice(0, 30)}…` : cell
}
