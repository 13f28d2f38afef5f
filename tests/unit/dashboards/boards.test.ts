// Dashboards: how a file is read and refused, what stands on a board, and how it looks.
import { describe, expect, it } from 'vitest'
import { drawBoard } from '../../../src/charts/draw-board.ts'
import { readDashboard } from '../../../src/dashboards/read-dashboard.ts'
import { describeBoard } from '../../../src/domain/board.ts'
import { boardNames, boardSheet, goldenBoards, laidOut, sampleBoard } from '../../support/board-samples.ts'
import { keptPicture, tolerance, worstTile } from '../../support/compare-pictures.ts'

const file = (...widgets: string[]) => ['name: our-week', 'title: Our week', 'widgets:', ...widgets].join('\n')

describe('a dashboard’s file', () => {
  it.each([
    [file('  - metric: Revenue', '  - dial: Revenue'), /line 5: widgets, number 2: is no widget/i],
    [file('  - metric: Revenue', '    period: soon'), /line 5: widgets, number 1/i],
    ['name: Our Week\ntitle: x\nwidgets: [{metric: A}]', /line 1: name: must be made of small letters/],
    ['name: a\ntitle: x\nwidgets: []', /line 3: widgets: there are no widgets/],
    ['name: a\ntitle: x\ncolour: red\nwidgets: [{metric: A}]', /colour/],
    [file('  - dial: A', '  - metric: A', '  - table: []'), /line 4: .*; line 6: widgets, number 3/],
    ['name: [a', /line 1/],
    ['name: a', /line 1: title: is missing; line 1: widgets: is missing/],
    [`name: a\ntitle: b\nwidgets: ${'['.repeat(9_000)}`, /no dashboard yet/],
    [`name: a\ntitle: b\nwidgets: ${'['.repeat(4_000)}${']'.repeat(4_000)}`, /no dashboard yet/],
    [file('  - gauge: A', '    min: 5', '    max: 5'), /line 4: .*a gauge needs a max above its min/],
    ['', /no dashboard yet/],
    ['just words', /no dashboard yet/],
    ['name: a\ntitle: &t x\nwidgets: [{metric: *t}]', /aliases are not taken|alias/i],
    [`name: a\ntitle: ${'x'.repeat(20_000)}`, /at most 20,000/],
  ])('%j is refused with what is wrong and where', (text, sentence) => {
    expect(() => readDashboard(text)).toThrow(sentence)
  })

  it('has its titles on one line', () => {
    expect(readDashboard('name: a\ntitle: "Our\\n**week**"\nwidgets: [{metric: A}]').title).toBe('Our **week**')
  })

  it('may say a year as a number', () => {
    expect(readDashboard(file('  - metric: Revenue', '    period: 2026')).widgets).toMatchObject([{ period: '2026' }])
  })

  it('is read with its defaults', () => {
    expect(readDashboard(file('  - chart: Revenue'))).toMatchObject({
      period: 'mtd',
      widgets: [{ chart: ['Revenue'], as: 'line' }],
    })
  })
})

const at = (name: string, value: number, more: object = {}) => ({
  ...{ name, unit: '', direction: 'up', aggregate: 'last', owner: '', target: null, ...more },
  points: [{ day: '2026-11-26', value }],
})
it('says since when there are no figures, as on the first of a month', () => {
  const late = { ...at('Late', 5, { target: 7 }), points: [{ day: '2026-10-30', value: 5 }] }
  const spec = readDashboard(file('  - metric: Late', '  - status: [Late]'))
  const [tiles, lights] = laidOut(spec, 'light', [late]).blocks
  expect(tiles).toMatchObject({ tiles: [{ value: '–', note: 'no figures since 30 Oct', tone: 'none' }] })
  expect(lights).toMatchObject({ lights: [{ note: 'no figures since 30 Oct', tone: 'none' }] })
})

const extremes = [
  at('Zero', 0),
  at('Low', -100, { target: -50 }),
  at('Aimless', -10),
  at('Full', 120, { unit: '%' }),
  at('Loss', -5, { unit: '%' }),
  at('Untargeted', 5),
]

describe('a board', () => {
  it('says in words what it shows', () => {
    const words = describeBoard(sampleBoard('company-health', 'light'))
    expect(words).toContain('1 Nov to 26 Nov 2026 · sample figures')
    expect(words).toMatch(/Revenue \(sample\): €\d{3},\d{3}, ▲ \d+\.\d% · target ✗ €372,667/)
    expect(words).toMatch(/✓ Churn: 1\.\d+%, target 2%/)
  })

  it('shows what has no figures as such, instead of failing', () => {
    const spec = readDashboard(
      file('  - metric: Nobody', '  - gauge: Nobody', '  - table: [Nobody, Revenue]', '  - status: [Nobody]'),
    )
    const words = describeBoard(laidOut(spec))
    expect(words.match(/no figures/g)).toHaveLength(3)
    expect(words).toMatch(/Nobody · – · – · –/)
  })

  it('says why a chart is not drawn', () => {
    const spec = readDashboard(
      file(
        ...['  - timeline: [Uptime]', '    period: last 2d', '  - timeline: [Untargeted]'],
        ...['  - chart: Revenue', '    as: bar', '    period: last 120 months', '  - funnel: [Leads, Low]'],
      ),
    )
    const words = describeBoard(laidOut(spec, 'light', extremes))
    expect(words).toContain('Uptime: ✓, never off its target')
    expect(words).toContain('Untargeted: –, has no target to miss')
    expect(words).toContain('Revenue: –, a bar chart shows at most 100 labels: draw a line')
    expect(words).toContain('Leads, Low: –, a funnel needs a value of 0 or more for each label')
  })

  it.each([
    ['Zero', [0, 1]],
    ['Low', [-125, 0]],
    ['Aimless', [-12.5, 0]],
    ['Full', [0, 150]],
    ['Loss', [-6.25, 100]],
  ])('has a gauge for %s whose scale holds the value and the target', (name, [min, max]) => {
    const [block] = laidOut(readDashboard(file(`  - gauge: ${name}`)), 'light', extremes).blocks
    expect(block).toMatchObject({ kind: 'chart', spec: { kind: 'gauge', min, max } })
  })

  it('tells when its widgets look at other days', () => {
    const spec = readDashboard(file('  - metric: Revenue', '    period: last 7d', '  - metric: Revenue'))
    const [tiles] = laidOut(spec).blocks
    expect(tiles?.kind === 'tiles' && tiles.tiles.map(({ value }) => value).length).toBe(2)
  })

  it.each(boardNames)('of %s has no empty piece', (name) => {
    expect(describeBoard(sampleBoard(name, 'light'))).not.toMatch(/no figures|: –/)
  })

  it('looks as its golden picture does, light and dark', async () => {
    const sheet = await boardSheet((i) => (i % 2 === 0 ? 'light' : 'dark'))
    expect(worstTile(sheet, await keptPicture(new URL('all.webp', goldenBoards)))).toBeLessThan(tolerance)
  })

  it('is a picture as wide as a chart, and the same each time', () => {
    const png = drawBoard(sampleBoard('finance', 'dark'))
    expect(png.readUInt32BE(16)).toBe(1280)
    expect(drawBoard(sampleBoard('finance', 'dark')).equals(png)).toBe(true)
  })
})
