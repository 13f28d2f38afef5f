// Files of figures as people's programs write them.
import { describe, expect, it } from 'vitest'
import { readFigures } from '../../../src/kpi/read-figures.ts'

const today = '2026-11-27'
const read = (text: string | Buffer) => readFigures(Buffer.from(text), today)
const values = async (text: string | Buffer) =>
  (await read(text)).figures.map(({ name, day, value }) => `${name} ${day} ${value}`)
const faults = async (text: string) => (await read(text)).faults.map(({ line, why }) => `${line}: ${why}`)

describe('a file of figures', () => {
  it('has a date and a KPI in each column', async () => {
    const found = await read('date,Revenue (€),Uptime\n2026-01-01,"1,200.50",99.9%\n2026-01-02,,98%\n')
    expect(found.figures).toEqual([
      { name: 'Revenue', day: '2026-01-01', value: 1200.5 },
      { name: 'Uptime', day: '2026-01-01', value: 99.9 },
      { name: 'Uptime', day: '2026-01-02', value: 98 },
    ])
    expect(found.names).toEqual([
      { name: 'Revenue', unit: '€' },
      { name: 'Uptime', unit: '%' },
    ])
    expect(found.faults).toEqual([])
  })

  it('or names the KPI on each line', async () => {
    expect(await values('kpi;date;value\nLeads;31.1.2026;1.234,5\nleads;2026-02;7')).toEqual([
      'Leads 2026-01-31 1234.5',
      'Leads 2026-02-01 7',
    ])
  })

  it('may come from a spreadsheet: marks at the beginning, tabs, UTF-16, old Windows letters', async () => {
    expect(await values('\ufeffdate,A\r\n2026-01-01,1\r\n')).toEqual(['A 2026-01-01 1'])
    expect(await values(Buffer.from('\ufeffdate\tUmsätze\n2026-01-01\t1\n', 'utf16le'))).toEqual([
      'Umsätze 2026-01-01 1',
    ])
    expect(await values(Buffer.from('date;Umsätze\n2026-01-01;1,5\n', 'latin1'))).toEqual(['Umsätze 2026-01-01 1.5'])
  })

  it('has its bad lines listed by number, and the rest is taken', async () => {
    const text = [
      'date,A,B',
      '2026-01-01,1,2',
      'yesterday,1,2',
      '2026-02-30,1,2',
      '2026-01-04,=SUM(A1:A9),2',
      '2026-01-05,NaN,Infinity',
      '2027-01-01,1,2',
      '',
      '2026-01-09,9',
    ].join('\n')
    expect(await faults(text)).toEqual([
      '3: “yesterday” is no date: write 2026-01-31 or 31.1.2026',
      '4: “2026-02-30” is no date: write 2026-01-31 or 31.1.2026',
      '5: “=SUM(A1:A9)” is no figure',
      '6: “NaN” is no figure',
      '6: “Infinity” is no figure',
      '7: 2027-01-01 is still to come',
    ])
    expect(await values(text)).toEqual(['A 2026-01-01 1', 'B 2026-01-01 2', 'B 2026-01-04 2', 'A 2026-01-09 9'])
  })

  it('that says a day twice counts with what stands further down', async () => {
    const found = await read('date,A\n2026-01-01,1\n2026-01-01,2\n')
    expect(found).toMatchObject({ figures: [{ value: 2 }], repeats: 1 })
  })

  it.each([
    ['', 'There is nothing in that file'],
    ['2026-01-01,1\n2026-01-02,2', 'I do not see which column is which'],
    ['hello', 'I do not see which column is which'],
    ['date,A,a\n2026-01-01,1,2', 'Two columns are called “a”'],
    ['date,<script>\n2026-01-01,1', 'The column “<script>” is made of letters'],
  ])('%j is refused with a sentence', async (text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence)
  })

  it('of more KPIs than anybody looks at is refused', async () => {
    const head = ['date', ...Array.from({ length: 201 }, (_, i) => `K${i}`)].join(',')
    const line = ['2026-01-01', ...Array.from({ length: 201 }, () => '1')].join(',')
    await expect(read(`${head}\n${line}`)).rejects.toThrow('at most 200 KPIs')
  })
})
