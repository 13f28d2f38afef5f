// How KPIs read in an answer, few or many.
import { expect, it } from 'vitest'
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
