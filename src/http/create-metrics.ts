// Our metrics over prom-client, in a registry of our own, with the numbers of the process beside them.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { counters, gauges, histograms, type Metrics } from '../ports/metrics.ts'

export type MetricsRegistry = Metrics & { read(): Promise<{ contentType: string; text: string }> }

type Labels = Readonly<Record<string, string>>
type Entry = { help: string; labels: readonly string[] }

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** More combinations of labels than this can only be ids that went astray: the rest is counted together. */
const mostSeries = 300

export function createMetrics(): MetricsRegistry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const count = familyOf(counters, (name, { help, labels }) => {
    const counter = new Counter({ name, help, labelNames: labels, registers: [registry] })
    return (given) => counter.labels(given)
  })
  const observe = familyOf(histograms, (name, { help, labels }) => {
    const histogram = new Histogram({ name, help, labelNames: labels, buckets, registers: [registry] })
    return (given) => histogram.labels(given)
  })
  const set = familyOf(gauges, (name, { help, labels }) => {
    const gauge = new Gauge({ name, help, labelNames: labels, registers: [registry] })
    return (given) => gauge.labels(given)
  })
  return {
    count: (name, labels, by = 1) => count(name, labels).inc(by),
    observe: (name, labels, seconds) => observe(name, labels).observe(seconds),
    gauge: (name, labels, value) => set(name, labels).set(value),
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

/** Finds the series of a name and its labels; looking it up here is far cheaper than prom-client's own way. */
function familyOf<Name extends string, Series>(
  catalogue: Record<Name, Entry>,
  make: (name: Name, entry: Entry) => (labels: Record<string, string>) => Series,
): (name: Name, labels: Labels) => Series {
  const families = new Map<Name, (labels: Labels) => Series>()
  for (const name of Object.keys(catalogue) as Name[])
    families.set(name, seriesOf(catalogue[name].labels, make(name, catalogue[name])))
  return (name, labels) => {
    const family = families.get(name)
    if (!family) throw new Error(`There is no metric ${name}: add it to src/ports/metrics.ts.`)
    return family(labels)
  }
}

function seriesOf<Series>(names: readonly string[], make: (labels: Record<string, string>) => Series) {
  const known = new Map<string, Series>()
  const others = Object.fromEntries(names.map((name) => [name, 'other']))
  return (labels: Labels): Series => {
    let key = ''
    for (const name of names) key += `${labels[name]}\0`
    const found = known.get(key)
    if (found) return found
    const isFull = known.size >= mostSeries
    const series = make(isFull ? others : Object.fromEntries(names.map((name) => [name, labels[name] ?? ''])))
    if (!isFull) known.set(key, series)
    return series
  }
}
