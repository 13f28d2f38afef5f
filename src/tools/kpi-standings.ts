// Which series somebody means, and how they stand in a period.
import type { Day } from '../domain/days.ts'
import { BellhopError } from '../domain/errors.ts'
import { type KpiPoint, type KpiSeries, keyOf } from '../domain/kpi.ts'
import { type Measured, measure, neededFrom } from '../domain/measure-kpi.ts'
import { type Period, periodForms, readPeriod } from '../domain/period.ts'
import { suggest } from '../domain/suggest.ts'
import type { Kpis } from '../ports/kpis.ts'

export type Standing = { series: KpiSeries; points: KpiPoint[]; measured: Measured }

export async function standingsOf(kpis: Kpis, org: string, period: Period, meant: string): Promise<Standing[]> {
  const [all, today] = await Promise.all([kpis.series(org), kpis.today(org)])
  const chosen = chosenFrom(all, meant)
  return standings(kpis, org, chosen, period, today)
}

export async function standings(
  kpis: Pick<Kpis, 'points'>,
  org: string,
  chosen: KpiSeries[],
  period: Period,
  today: Day,
): Promise<Standing[]> {
  const ids = chosen.map(({ id }) => id)
  const points = await kpis.points(org, ids, neededFrom(period, today), today)
  return chosen.map((series) => {
    const own = points.get(series.id) ?? []
    return { series, points: own, measured: measure(series, own, period, today) }
  })
}

/** The one of that name; else those of that unit or owner, or whose names have it in them. */
export function chosenFrom(all: KpiSeries[], meant: string): KpiSeries[] {
  if (all.length === 0)
    throw new BellhopError('not_found', 'There are no figures here yet.', {
      nextStep: 'Bring some with `/kpi import` and a CSV file, or look around with `/kpi sample`.',
    })
  const wanted = keyOf(meant)
  if (!wanted) return all
  const exact = all.filter(({ name }) => keyOf(name) === wanted)
  if (exact.length > 0) return exact
  const found = all.filter(
    ({ name, unit, owner }) => keyOf(name).includes(wanted) || keyOf(unit) === wanted || keyOf(owner) === wanted,
  )
  if (found.length > 0) return found
  const near = suggest(
    wanted,
    all.map(({ name }) => name),
  )
  throw new BellhopError('not_found', `I have no KPI called “${meant.slice(0, 60)}”.`, {
    nextStep: near ? `Did you mean \`${near}\`?` : 'See all of them with `/kpi`.',
  })
}

export function periodFrom(text: string): Period {
  const period = readPeriod(text)
  if (period) return period
  throw new BellhopError('invalid', `“${text.slice(0, 40)}” is no period I know.`, { nextStep: `Say ${periodForms}.` })
}
