// What fits Slack's own tables and charts to the last row is drawn by Slack, and one more is not: then a picture, or words.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../../bots/slack/blocks.ts'
import { chartBlock, tableBlock } from '../../../bots/slack/figures.ts'
import { plan } from '../../../bots/slack/render.ts'
import type { Say } from '../../../bots/slack/steps.ts'
import { type ChartInput, defineChart } from '../../../src/domain/chart.ts'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import type { Reply } from '../../../src/domain/reply.ts'
import { validateBlocks } from '../../../src/simulator/slack/blocks/validate-blocks.ts'

const many = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))
const table = (rows: string[][], columns = ['A', 'B']) => tableBlock({ kind: 'table', columns, rows, twin: 'A table' })
const chart = (input: Partial<ChartInput>) =>
  chartBlock(defineChart({ kind: 'bar', labels: ['a'], series: [{ values: [1] }], ...input } as ChartInput))

/** What Slack would say; true as well where nothing is given to it. */
const isTaken = (block: Block | undefined) => block === undefined || validateBlocks([block]).ok

describe('a table', () => {
  it.each([
    ['100 rows below its header', table(many(100, () => ['a', 'b'])), true],
    ['101 rows below its header', table(many(101, () => ['a', 'b'])), false],
    ['20 columns', table([many(20, String)], many(20, String)), true],
    ['21 columns', table([many(21, String)], many(21, String)), false],
    ['one column without a name', tableBlock({ kind: 'table', columns: [''], rows: [['']], twin: ' ' }), true],
    ['10,000 letters', table([['x'.repeat(9_997), 'y']]), true],
    ['10,001 letters', table([['x'.repeat(9_998), 'y']]), false],
  ])('of %s', (_, block, isDrawn) => {
    expect(block !== undefined).toBe(isDrawn)
    expect(isTaken(block)).toBe(true)
  })
})

describe('the caption of a table', () => {
  const captionOf = (twin: string) =>
    tableBlock({
      kind: 'table',
      columns: ['Name', 'Role'],
      rows: [
        ['ann', 'owner'],
        ['bob', ''],
      ],
      twin,
    })?.caption

  it('is what its words begin with', () => {
    expect(captionOf('Who is who: ann is owner')).toBe('Who is who: ann is owner')
    expect(captionOf('Who is who\nann · owner\nbob · ')).toBe('Who is who')
  })

  it('names the columns where the words are nothing but the rows', () => {
    expect(captionOf('ann · owner\nbob · ')).toBe('Name, Role')
    expect(captionOf('')).toBe('Name, Role')
  })
})

describe('a chart', () => {
  const values = (count: number) => many(count, (i) => i + 1)
  const series = (count: number) => many(count, (i) => ({ name: `s${i}`, values: [1] }))
  it.each([
    ['20 points', chart({ labels: many(20, String), series: [{ values: values(20) }] }), true],
    ['21 points', chart({ labels: many(21, String), series: [{ values: values(21) }] }), false],
    ['12 series', chart({ series: series(12) }), true],
    ['a label of 20 letters', chart({ labels: ['x'.repeat(20)] }), true],
    ['a label of 21 letters', chart({ labels: ['x'.repeat(21)] }), false],
    ['a series whose name has 21 letters', chart({ series: [{ name: 'x'.repeat(21), values: [1] }] }), false],
    ['a title of 120 letters', chart({ title: 'x'.repeat(120) }), true],
    ['12 slices', chart({ kind: 'pie', labels: many(12, String), series: [{ values: values(12) }] }), true],
    ['13 slices', chart({ kind: 'pie', labels: many(13, String), series: [{ values: values(13) }] }), false],
    ['a slice of nothing', chart({ kind: 'pie', labels: ['a', 'b'], series: [{ values: [1, 0] }] }), false],
    ['a bar below zero', chart({ series: [{ values: [-1.5] }] }), true],
  ])('of %s', (_, block, isDrawn) => {
    expect(block !== undefined).toBe(isDrawn)
    expect(isTaken(block)).toBe(true)
  })
})

const to: ReplyTo = {
  ...{ platform: 'slack', workspace: 'slack:T1', conversation: 'slack:T1:C1:1.0' },
  address: { channel: 'C1', thread: '1.0', user: 'U1', isDirect: false, at: 0 },
}

it('whatever tables and charts there are, in whatever number, each message is one that Slack takes', () => {
  const cell = fc.string({ maxLength: 400, unit: 'grapheme' })
  const ofTable = fc.integer({ min: 1, max: 22 }).chain((width) =>
    fc.record({
      kind: fc.constant('table' as const),
      columns: fc.array(cell, { minLength: width, maxLength: width }),
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }),
      twin: fc.string({ minLength: 1, maxLength: 30 }),
    }),
  )
  const ofChart = fc
    .record({
      kind: fc.constantFrom('bar', 'line', 'area', 'pie', 'radar'),
      title: fc.string({ maxLength: 100 }),
      figures: fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 25 }), fc.integer({ min: -3, max: 99 })), {
        ...{ minLength: 3, maxLength: 23, selector: ([label]) => label.trim() || 'x' },
      }),
    })
    .map(({ kind, title, figures }) => ({
      kind: 'chart' as const,
      spec: defineChart({
        kind: kind === 'pie' && figures.some(([, value]) => value <= 0) ? 'bar' : kind,
        title,
        labels: figures.map(([label]) => label.trim() || 'x'),
        series: [{ values: figures.map(([, value]) => (kind === 'radar' ? Math.abs(value) : value)) }],
      } as ChartInput),
    }))
  fc.assert(
    fc.property(fc.array(fc.oneof(ofTable, ofChart), { minLength: 1, maxLength: 5 }), (parts) => {
      const said = plan({ parts, audience: 'everyone' } satisfies Reply, to).flatMap(({ call, payload }) =>
        call === 'say' ? [payload as Say] : [],
      )
      for (const { blocks } of said) expect(validateBlocks(blocks)).toMatchObject({ ok: true })
    }),
    { numRuns: 150 },
  )
})
