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

  describe('is read by the decimal sign that its own figures show', () => {
    const figures = async (delimiter: string, ...cells: string[]) => {
      const lines = cells.map((cell, i) => `2026-01-0${i + 1}${delimiter}"${cell}"`)
      const found = await read([`date${delimiter}A`, ...lines].join('\n'))
      return [...found.figures.map(({ value }) => value), ...found.faults.map(({ line, why }) => `${line}: ${why}`)]
    }

    it.each<[string, string[], (number | string)[]]>([
      [';', ['0.125', '1.5'], [0.125, 1.5]],
      [';', ['1.234', '12.5'], [1.234, 12.5]],
      [';', ['1.234', '12,5'], [1234, 12.5]],
      [';', ['1.234', '1.234.567'], [1234, 1234567]],
      [';', ['1.234'], [1234]],
      [';', ['1.234,5', '-1.000'], [1234.5, -1000]],
      [',', ['1,5', '1,234'], [1.5, 1.234]],
      [',', ['1.234'], [1.234]],
      [',', ['1,234', '1,234.5'], [1234, 1234.5]],
      ['\t', ['1,5', '1.000'], [1.5, 1000]],
      [';', ['1\u00a0500,00', '1\u202f500', '2 500'], [1500, 1500, 2500]],
      [',', ['1’234.50', "1'234'567"], [1234.5, 1234567]],
      [
        ';',
        ['1.5', '1,5', '1.234'],
        [1.5, 1.5, '4: “1.234” can be read in two ways: this file has points and commas before decimals'],
      ],
      [
        ';',
        ['1.2.3', '1,2,3', '1.23.456'],
        ['2: “1.2.3” is no figure', '3: “1,2,3” is no figure', '4: “1.23.456” is no figure'],
      ],
    ])('with %j between cells: %j', async (delimiter, cells, expected) => {
      expect(await figures(delimiter, ...cells)).toEqual(expected)
    })
  })

  it('holds no figure that adding up would break', async () => {
    expect(await faults('date,A\n2026-01-01,1e308\n2026-01-02,-2e15\n2026-01-03,1e15')).toEqual([
      '2: “1e308” is too large a figure',
      '3: “-2e15” is too large a figure',
    ])
  })

  it('names a KPI in any script, and the same however its marks are written', async () => {
    const found = await read('kpi,date,value\nराजस्व,2026-01-01,1\nCafe\u0301,2026-01-01,2\nCaf\u00e9,2026-01-02,3\n')
    expect(found.faults).toEqual([])
    expect(found.names.map(({ name }) => name)).toEqual(['राजस्व', 'Caf\u00e9'])
  })

  it('that holds anything but figures costs no more than others', async () => {
    const found = await read(`date,A\n${'x\n'.repeat(50_000)}2026-01-01,1`)
    expect([found.faults.length, found.faultCount, found.figures.length]).toEqual([100, 50_000, 1])
    await expect(read(`date,A\n${'x\n'.repeat(150_000)}`)).rejects.toThrow('More than 100,000 lines')
    const wide = Array.from({ length: 100_000 }, (_, i) => `K${i}`).join(',')
    await expect(read(`date,${wide}\n2026-01-01,1`)).rejects.toThrow('at most 200 KPIs')
  })

  describe('that comes piece by piece', () => {
    async function* inPieces(bytes: Buffer, size: number) {
      for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
    }
    const text = '\ufeffdatum;Umsätze (€)\n31.1.2026;1.234,5\n2026-02;12,25\n'

    it.each([1, 2, 3, 7, 1_000])('by %i bytes reads as a whole one does', async (size) => {
      for (const bytes of [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()])
        expect(await readFigures(inPieces(bytes, size), today)).toEqual(await readFigures(bytes, today))
    })

    it('is refused with a sentence when it is no text, or breaks off', async () => {
      await expect(readFigures(inPieces(Buffer.from(text, 'latin1'), 5), today)).rejects.toThrow('no text in UTF-8')
      async function* broken() {
        yield Buffer.from('date,A\n2026-01-01,1\n')
        throw new Error('gone')
      }
      await expect(readFigures(broken(), today)).rejects.toThrow('gone')
    })
  })

  it('may have its bytes the other way round', async () => {
    const swapped = Buffer.from('\ufeffdate\tA\n2026-01-01\t1\n', 'utf16le').swap16()
    expect(await values(swapped)).toEqual(['A 2026-01-01 1'])
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
    ['date,<script>\n2026-01-01,1', 'The column “<script>” must be made of letters'],
  ])('%j is refused with a sentence', async (text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence)
  })

  it('of more KPIs than anybody looks at is refused', async () => {
    const head = ['date', ...Array.from({ length: 201 }, (_, i) => `K${i}`)].join(',')
    const line = ['2026-01-01', ...Array.from({ length: 201 }, () => '1')].join(',')
    await expect(read(`${head}\n${line}`)).rejects.toThrow('at most 200 KPIs')
  })
})

describe('a cell of a megabyte', () => {
  it.each([
    ['dots', `date,guests\n2026-01-01,${'.'.repeat(1_000_000)}\n2026-01-02,5`],
    ['spaces in the head', `date,guests,a${' '.repeat(1_000_000)}b\n2026-01-02,5`],
  ])('of %s keeps nobody waiting', async (_what, text) => {
    const read = await readFigures(Buffer.from(text), '2026-06-01').catch((error: Error) => error.message)
    expect(JSON.stringify(read)).toMatch(/is no figure|more than 60 characters/)
  })
})
