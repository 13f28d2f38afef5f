// How KPIs read in an answer, few or many.
import { describe, expect, it } from 'vitest'
import { getCompanyKpis } from '../../../src/tools/get-company-kpis.ts'

it('shows no more KPIs than anybody reads, and how to see others', () => {
  const shown = { value: '1', before: '–', change: '–', target: '–', trend: '–' }
  const figures = { value: 1, valueBefore: null, change: null, target: null, isGood: null }
  const row = { span: '1 to 5 Nov 2026', before: 'Oct 2026', owner: '', shown, ...figures }
  const rows = Array.from({ length: 200 }, (_, i) => ({ ...row, name: `K${i}` }))
  const tool = getCompanyKpis({} as never, {} as never)
  const parts = tool.present?.({ period: 'mtd', rows })?.parts ?? []
  expect(parts.find((part) => part.kind === 'table')?.rows).toHaveLength(50)
  expect(parts.filter((part) => part.kind === 'text').at(-1)?.text).toMatch(/The first 50 of 200\. Name one/)
})

describe('on the first of a month, with figures up to the day before', () => {
  const series = (name: string) => ({
    ...{ id: name, name, unit: '€', owner: '', direction: 'up', aggregate: 'sum', target: null, isSample: false },
  })
  const points = [
    { day: '2026-11-29', value: 7 },
    { day: '2026-11-30', value: 5 },
  ]
  async function asked(names: string[], kpi = '') {
    const kpis = {
      series: async () => names.map(series),
      today: async () => '2026-12-01',
      points: async () => new Map(names.map((name) => [name, points])),
    }
    const tool = getCompanyKpis(kpis as never, { draw: async () => Buffer.from('') })
    const call = { input: { period: 'mtd', kpi }, caller: { org: 'o' }, signal: new AbortController().signal }
    return tool.present?.(await tool.run(call as never))?.parts ?? []
  }

  it('says of one that there are no figures yet, of when the newest are, and leads there', async () => {
    const parts = await asked(['Revenue'], 'revenue')
    const [fields] = parts.filter((part) => part.kind === 'fields')
    expect(fields?.fields[0]).toEqual({
      name: 'Revenue, 1 Dec 2026',
      value: 'no figures yet; the newest are of 30 Nov 2026',
    })
    const [buttons] = parts.filter((part) => part.kind === 'buttons')
    expect(buttons?.buttons[0]).toEqual({ label: 'Nov 2026', action: 'run', value: 'kpi 2026-11 Revenue' })
  })

  it('says it once below a table of many', async () => {
    const parts = await asked(['Revenue', 'Costs'])
    const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    expect(texts).toContain('A – has no figures yet: the newest are of 30 Nov 2026.')
    const [buttons] = parts.filter((part) => part.kind === 'buttons')
    expect(buttons?.buttons[0]).toEqual({ label: 'Nov 2026', action: 'run', value: 'kpi 2026-11' })
  })
})
