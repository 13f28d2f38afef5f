// The figures of each org, over the store. What comes in is staged in short transactions and shows when it is kept, all at once.
import { createHash } from 'node:crypto'
import { type Day, dayIn } from '../domain/days.ts'
import { BellhopError } from '../domain/errors.ts'
import { type KpiSeries, keyOf, mostSeries } from '../domain/kpi.ts'
import { settings } from '../domain/settings.ts'
import type { Clock } from '../ports/clock.ts'
import type { KpiIntake, Kpis, StagedKpis } from '../ports/kpis.ts'
import { addKpiPoints, beginKpiImport, finishKpiImport } from '../store/kpi/kpi-import-rows.ts'
import { listKpiSeries, readKpiPoints, saveKpiSeries } from '../store/kpi/kpi-rows.ts'
import type { Store } from '../store/open-store.ts'
import { readSetting } from '../store/setting-rows.ts'
import { expectedForm, readFigures } from './read-figures.ts'

export const zoneSetting = settings['time-zone'].key
/** Small enough for others to get their turn in between. */
const batch = 2_000

export function createKpis(store: Pick<Store, 'inOrgSql'>, clock: Pick<Clock, 'now'>): Kpis & KpiIntake {
  async function today(org: string): Promise<Day> {
    const zone = await store.inOrgSql(org, (sql) => readSetting(sql, zoneSetting))
    return dayIn(zone ?? 'UTC', clock.now())
  }

  return {
    series: (org) => store.inOrgSql(org, listKpiSeries),
    points: (org, ids, from, to) => store.inOrgSql(org, (sql) => readKpiPoints(sql, ids, from, to)),
    today,
    async stage(org, { key, name, person, content, query, onStaged }) {
      const { figures, names, faults, faultCount, repeats } = await readFigures(content, await today(org))
      if (figures.length === 0) throw nothingIn(faults)
      const known = new Map((await store.inOrgSql(org, listKpiSeries)).map((one) => [keyOf(one.name), one]))
      refuseTooMany(known.size, names.filter((one) => !known.has(keyOf(one.name))).length)
      const id = idOf(`${org} ${key}`)
      const isBegun = await store.inOrgSql(org, (sql) =>
        beginKpiImport(sql, org, { id, name, person, query: query ?? null }),
      )
      if (!isBegun) throw new BellhopError('conflict', 'These figures came in already. See them with `/kpi imports`.')
      const ids = new Map<string, string>()
      await store.inOrgSql(org, async (sql) => {
        for (const one of names) ids.set(keyOf(one.name), await saveKpiSeries(sql, org, { name: one.name }))
      })
      for (let start = 0; start < figures.length; start += batch) {
        const some = figures.slice(start, start + batch)
        const points = some.map(({ name: of, day, value }) => ({ series: ids.get(keyOf(of)) ?? '', day, value }))
        await store.inOrgSql(org, (sql) => addKpiPoints(sql, org, id, points))
        onStaged?.(start + some.length, figures.length)
      }
      const units = names.flatMap((one) => (one.unit ? [[ids.get(keyOf(one.name)) ?? '', one.unit] as const] : []))
      await store.inOrgSql(org, (sql) => finishKpiImport(sql, id, new Map(units)))
      const otherUnits = names.flatMap((one) => otherUnitOf(one, known.get(keyOf(one.name))))
      const found = { faults, faultCount, repeats, otherUnits, ...reachOf(figures) }
      return { id, names: names.map((one) => one.name), figures: figures.length, ...found }
    },
  }
}

function otherUnitOf({ unit }: { unit: string | undefined }, here: KpiSeries | undefined): StagedKpis['otherUnits'] {
  if (!here || here.isSample || here.unit === '' || unit === undefined || unit === here.unit) return []
  return [{ name: here.name, here: here.unit, inFile: unit }]
}

function reachOf([first, ...others]: { day: Day }[]): { from: Day; to: Day } {
  let [from, to] = [first?.day ?? '', first?.day ?? '']
  for (const { day } of others) {
    if (day < from) from = day
    if (day > to) to = day
  }
  return { from, to }
}

function refuseTooMany(known: number, more: number): void {
  if (more === 0 || known + more <= mostSeries) return
  throw new BellhopError(
    'limited',
    `With these there would be ${known + more} KPIs, and ${mostSeries} are as many as I follow.`,
    {
      nextStep: 'Leave some out, or take others away with `/kpi remove`.',
    },
  )
}

function nothingIn(faults: { line: number; why: string }[]): BellhopError {
  const [first] = faults
  const why = first ? ` Line ${first.line}: ${first.why}.` : ''
  return new BellhopError('invalid', `There is no figure in it that I can take.${why}`, { nextStep: expectedForm })
}

function idOf(key: string): string {
  const hex = createHash('sha256').update(`kpi import ${key}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
