// The numbers on `/metrics`: each that is promised is counted somewhere, and what an alert asks for is there.
import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { withWaiting } from '../../src/app/waiting-numbers.ts'
import { createMetrics } from '../../src/http/create-metrics.ts'
import { counters, gauges, histograms } from '../../src/ports/metrics.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'

type Rules = { groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[] }

let store: Store
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.close())

it.each(Object.keys({ ...counters, ...gauges, ...histograms }))('%s is counted somewhere', (name) => {
  const sources = globSync(['src/**/*.ts', 'bots/**/*.ts']).filter((path) => !path.endsWith('ports/metrics.ts'))
  expect(sources.some((path) => readFileSync(path, 'utf8').includes(`'${name}'`))).toBe(true)
})

it('what waits is counted when somebody asks', async () => {
  const { text } = await withWaiting(createMetrics(), store).read()
  expect(text).toContain('bellhop_waiting{what="events waiting"} 0')
  expect(text).toContain('bellhop_waiting{what="replies in doubt"} 0')
})

it('what waits is left out, and nothing else, while the database does not answer', async () => {
  const sql = () => Promise.reject(new Error('gone'))
  const { text } = await withWaiting(createMetrics(), { ...store, sql } as Store).read()
  expect(text).toContain('process_cpu_seconds_total')
  expect(text).not.toContain('bellhop_waiting{')
})

it('alerts ask only for numbers and labels that there are, and say what to do', async () => {
  const { text } = await withWaiting(createMetrics(), store).read()
  const { groups } = parse(readFileSync('deploy/prometheus/bellhop.rules.yml', 'utf8')) as Rules
  const labels: Record<string, readonly string[]> = Object.fromEntries(
    Object.entries({ ...counters, ...gauges, ...histograms }).map(([name, { labels }]) => [name, labels]),
  )
  const rules = groups.flatMap((group) => group.rules)
  expect(rules.length).toBeGreaterThan(4)
  for (const { expr, annotations } of rules) {
    expect(annotations.summary).toMatch(/: .+\.$/)
    for (const [, name = '', , selected = ''] of expr.matchAll(
      /\b((?:bellhop|nodejs)_\w+?)(_bucket)?(?:\{([^}]*)\})?(?=[^\w{]|$)/g,
    )) {
      expect(text).toContain(`# TYPE ${name} `)
      for (const [, label = ''] of selected.matchAll(/(\w+)=/g))
        expect([...(labels[name] ?? []), 'job']).toContain(label)
      for (const [, what] of selected.matchAll(/what="([^"]+)"/g)) expect(text).toContain(`{what="${what}"}`)
    }
  }
})
