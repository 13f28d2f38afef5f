// Our metrics, with the numbers of the process beside them, as prom-client writes them out.
import { collectDefaultMetrics, type Metric, Registry } from 'prom-client'
import { counters, gauges, histograms, type Metrics } from '../ports/metrics.ts'
import { createFamily, type Family } from './metric-series.ts'

export type MetricsRegistry = Metrics & { read(): Promise<{ contentType: string; text: string }> }

type Kind = 'counter' | 'gauge' | 'histogram'
type Catalogue<Name extends string> = Record<Name, { help: string; labels: readonly string[] }>

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function createMetrics(): MetricsRegistry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const countersOf = expose(registry, 'counter', counters)
  const histogramsOf = expose(registry, 'histogram', histograms)
  const gaugesOf = expose(registry, 'gauge', gauges)
  return {
    count(name, labels, by = 1) {
      countersOf(name).of(labels).value += by
    },
    gauge(name, labels, value) {
      gaugesOf(name).of(labels).value = value
    },
    observe(name, labels, seconds) {
      const series = histogramsOf(name).of(labels)
      let bucket = 0
      while (seconds > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket++
      series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1
      series.value += seconds
      series.count++
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

function expose<Name extends string>(
  registry: Registry,
  type: Kind,
  catalogue: Catalogue<Name>,
): (name: Name) => Family {
  const families = new Map<string, Family>()
  for (const [name, { help, labels }] of Object.entries<Catalogue<Name>[Name]>(catalogue)) {
    const family = createFamily(name, labels, type === 'histogram' ? bounds : [])
    families.set(name, family)
    registry.registerMetric(metricOf(name, help, type, family))
  }
  return (name) => {
    const family = families.get(name)
    if (!family) throw new Error(`There is no metric ${name}: add it to src/ports/metrics.ts.`)
    return family
  }
}

/** A registry asks a metric for its name and for `get`, nothing else. prom-client's own cost more than much of what they count. */
function metricOf(name: string, help: string, type: Kind, family: Family): Metric {
  const get = async () => ({ name, help, type, aggregator: 'sum', values: family.samples() })
  return { name, get } as unknown as Metric
}
