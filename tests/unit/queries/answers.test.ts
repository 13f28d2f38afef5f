// How what a database answers reads in chat, in a file, as a chart and as KPIs.
import { describe, expect, it } from 'vitest'
import { asksForQuery } from '../../../src/commands/chart/asks-for-query.ts'
import { readChartText } from '../../../src/commands/chart/chart.ts'
import type { Caller } from '../../../src/domain/person.ts'
import { textOf } from '../../../src/domain/reply.ts'
import type { AnyTool, ToolCall } from '../../../src/domain/tool.ts'
import { stepUpNeed } from '../../../src/gate/step-up.ts'
import { readFigures } from '../../../src/kpi/read-figures.ts'
import type { StagedKpis } from '../../../src/ports/kpis.ts'
import type { SqlAnswer } from '../../../src/ports/sql-sources.ts'
import { createChartSource } from '../../../src/tools/chart-source.ts'
import { pullKpis } from '../../../src/tools/pull-kpis.ts'
import { createQueryTable } from '../../../src/tools/query-table.ts'
import { runQuery } from '../../../src/tools/run-query.ts'
import { toCsv } from '../../../src/tools/to-csv.ts'

const caller = { account: 'slack:T1:U1', person: 'p', org: 'o', role: 'member' } as unknown as Caller
const signal = new AbortController().signal

function queriesWith(answer: Partial<SqlAnswer>) {
  const whole = { columns: ['month', 'sum'], rows: [['Jan', '10']], isCut: false, ...answer }
  const query = { name: 'revenue', source: 'shop', sql: 'select', at: new Date(0), who: 'Olivia' }
  return { all: async () => [query], find: async () => query, run: async () => ({ ...query, ...whole }) }
}

function call(input: object): ToolCall<never> {
  const nothing = () => undefined
  return {
    input,
    caller,
    incoming: null,
    key: 'k',
    signal,
    progress: nothing,
    change: nothing,
  } as unknown as ToolCall<never>
}

async function replyOf(tool: AnyTool, input: object) {
  const output = tool.output.parse(await tool.run(call(tool.input.parse(input))))
  const reply = tool.present?.(output)
  if (!reply) throw new Error('nothing is shown')
  return {
    reply,
    text: textOf(reply),
    buttons: reply.parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : [])),
  }
}

describe('a saved query', () => {
  const ask = (answer: Partial<SqlAnswer>, name = 'revenue') =>
    replyOf(runQuery({ queries: queriesWith(answer), sources: { names: () => ['shop'] } }), { name })

  it('shows its rows, with the ways on from there', async () => {
    const { text, buttons } = await ask({})
    expect(text).toContain('**revenue** from shop: 1 row.')
    expect(text).toContain('Jan · 10')
    expect(buttons.map(({ value }) => value)).toEqual(['chart bar query revenue'])
  })

  it('is offered as KPIs where each row is a day', async () => {
    const { buttons } = await ask({ columns: ['date', 'A'], rows: [['2026-01-31 00:00:00+00', '-1.5']] })
    expect(buttons.map(({ value }) => value)).toEqual(['chart line query revenue', 'kpi pull revenue'])
    expect((await ask({ rows: [['2026-01', '1']] })).buttons).toHaveLength(2)
    expect((await ask({ rows: [['2026-1001', '1']] })).buttons).toHaveLength(1)
  })

  it('is offered as nothing where its rows are words', async () => {
    expect((await ask({ rows: [['Jan', 'many']] })).buttons).toEqual([])
    expect((await ask({ rows: [] })).text).toContain('0 rows.')
  })

  it('comes as a file where not all of it is shown', async () => {
    const rows = Array.from({ length: 1_500 }, (_, i) => [String(i), 'x'.repeat(300)])
    const { reply, text } = await ask({ rows, isCut: true })
    expect(text).toContain('1,500 rows; there are more, and I take no more than that; the first 20 are shown.')
    const file = reply.parts.find((part) => part.kind === 'files')?.files[0]
    expect(file?.name).toBe('revenue.csv')
    expect(
      Buffer.from(file?.base64 ?? '', 'base64')
        .toString()
        .split('\r\n'),
    ).toHaveLength(1_502)
    const columns = Array.from({ length: 30 }, (_, i) => `c${i}`)
    expect((await ask({ columns, rows: [columns] })).text).toContain('12 of its 30 columns are shown')
  })

  it('shows what steers a terminal or a page as plain text', async () => {
    const { reply } = await ask({ rows: [['\u001b[31mred\nand <b>bold</b>', '*x*']] })
    expect(reply.parts.find((part) => part.kind === 'table')?.rows).toEqual([[' [31mred and <b>bold</b>', '*x*']])
    expect(textOf(reply)).toContain('\\<b>bold\\</b> · \\*x\\*')
  })

  it('is one of those that are listed', async () => {
    const { text, buttons } = await ask({}, '')
    expect(text).toContain('- `revenue` from shop, by Olivia')
    expect(buttons.map(({ value }) => value)).toEqual(['query revenue'])
  })
})

describe('a CSV file of it', () => {
  it('keeps nobody waiting for a cell of digits that is no figure, as text of somebody else may be', () => {
    const digits = `-${'1'.repeat(300_000)}x`
    expect(toCsv(['note'], [[digits]])).toBe(`"note"\r\n"'${digits}"\r\n`)
  })

  it('holds everything and runs in no spreadsheet', () => {
    expect(
      toCsv(
        ['a', '=b'],
        [
          ['-5', '-5+1'],
          ['+1e3', '@x'],
          ['say "so"', 'two\nlines'],
        ],
      ),
    ).toBe('"a","\'=b"\r\n"-5","\'-5+1"\r\n"\'+1e3","\'@x"\r\n"say ""so""","two\nlines"\r\n')
  })
})

describe('a chart of it', () => {
  it('is typed as query and its name', () => {
    expect(asksForQuery('query revenue')).toEqual({ name: 'revenue', flags: '' })
    expect(asksForQuery(' Query by_day-2 --title "x y"')).toEqual({ name: 'by_day-2', flags: '--title "x y"' })
    expect(asksForQuery('query time last 6 months')).toBeUndefined()
    expect(asksForQuery('query=10 revenue=12')).toBeUndefined()
  })

  function draw(answer: Partial<SqlAnswer>, mayRead = true) {
    const source = createChartSource({
      ...{ kpis: {} as never, maySeeKpis: async () => true, fetchFile: async () => Buffer.from('') },
      queries: createQueryTable(queriesWith(answer), async () => mayRead),
      read: readChartText,
    })
    return source(
      { from: 'query', kind: 'bar', what: 'revenue', period: '', look: { unit: '€' } },
      { caller, incoming: null, signal },
    )
  }

  it('names its rows by the first column', async () => {
    const spec = await draw({
      columns: ['month', 'Lift', 'Stairs'],
      rows: [
        ['Jan, "cold"\nand wet', '10', ''],
        ['Feb', '-1.5', '3'],
      ],
    })
    expect(spec).toMatchObject({
      ...{ kind: 'bar', title: 'revenue', unit: '€', labels: ['Jan, "cold" and wet', 'Feb'] },
      series: [
        { name: 'Lift', values: [10, -1.5] },
        { name: 'Stairs', values: [null, 3] },
      ],
    })
  })

  it('takes the names of its columns for nothing else, whatever they are', async () => {
    const spec = await draw({ columns: ['month', '2025', 'net; a|b\tc\nd'], rows: [['Jan', '-$1,234.50', '+5']] })
    expect(spec).toMatchObject({
      labels: ['Jan'],
      series: [
        { name: '2025', values: [-1234.5] },
        { name: 'net, a b c d', values: [5] },
      ],
    })
  })

  it('says what cannot be drawn and what can', async () => {
    await expect(draw({ rows: [['Jan', 'many']] })).rejects.toMatchObject({
      message: 'I cannot draw what that query brings: line 2 has “many” where a figure belongs.',
      nextStep: expect.stringContaining('Its first column names the rows'),
    })
    await expect(draw({ isCut: true })).rejects.toThrow('at most 2,000 rows')
    await expect(draw({ rows: [] })).rejects.toThrow('I cannot draw')
  })

  it('shows nobody what they may not ask for themselves', async () => {
    await expect(draw({}, false)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('KPIs of it', () => {
  const staged = {
    id: 'abcd',
    names: ['A'],
    figures: 2,
    from: '2026-01-01',
    to: '2026-01-02',
    faults: [{ line: 3, why: 'is no figure' }],
    faultCount: 1,
  }

  function pull(answer: Partial<SqlAnswer>, mayRead = true) {
    const brought: { content: string; query: string | undefined }[] = []
    const kept: string[] = []
    const tool = pullKpis({
      queries: queriesWith(answer),
      intake: {
        async stage(_org, { content, query }) {
          brought.push({ content: String(content), query })
          return staged as unknown as StagedKpis
        },
      },
      mayRead: async () => mayRead,
      keep: (_call, id) => void kept.push(id),
    })
    return { tool, brought, kept }
  }

  it('are read as a file of figures is, and count at once', async () => {
    const { tool, brought, kept } = pull({ columns: ['date', 'A (€)'], rows: [['2026-01-01', '-5']] })
    const { text, buttons } = await replyOf(tool, { name: 'revenue' })
    expect(brought).toEqual([{ content: '"date","A (€)"\r\n"2026-01-01","-5"\r\n', query: 'revenue' }])
    expect(kept).toEqual(['abcd'])
    expect(text).toContain('2 figures of the query **revenue** count from now on: A')
    expect(text).toContain('- row 2: is no figure')
    expect(buttons.map(({ value }) => value)).toEqual(['kpi', 'kpi undo abcd', 'schedule daily 6:00: kpi pull revenue'])
  })

  it('are the figures that came, however a database writes them', async () => {
    const { tool, brought } = pull({
      columns: ['date', 'Profit (€)', 'New'],
      rows: [['2026-01-01', '-$1,234.50', '+5']],
    })
    await replyOf(tool, { name: 'revenue' })
    const { figures } = await readFigures(Buffer.from(brought[0]?.content ?? ''), '2026-06-01')
    expect(figures.map(({ name, value }) => [name, value])).toEqual([
      ['Profit', -1234.5],
      ['New', 5],
    ])
  })

  it('need no code of a second factor, which a schedule could not give', () => {
    expect(stepUpNeed(pull({}).tool)).toBeUndefined()
  })

  it('are never made of a part, nor for somebody who may not see them', async () => {
    const cut = pull({ isCut: true })
    await expect(replyOf(cut.tool, { name: 'revenue' })).rejects.toThrow('a part would be wrong figures')
    const barred = pull({}, false)
    await expect(replyOf(barred.tool, { name: 'revenue' })).rejects.toMatchObject({ code: 'forbidden' })
    expect([...cut.brought, ...barred.brought, ...cut.kept, ...barred.kept]).toEqual([])
  })
})
