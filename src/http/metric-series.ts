// The series of one metric: a value, or the buckets of a histogram, for each combination of labels that occurred.
export type Sample = { metricName: string; labels: Record<string, string | number>; value: number }

export type Family = {
  of(labels: Labels): Series
  samples(): Sample[]
}

type Labels = Readonly<Record<string, string>>
type Series = { labels: Record<string, string>; value: number; buckets: number[]; count: number }

/** More combinations of labels than this can only be ids that went astray: the rest is counted together. */
const mostSeries = 300

const others = '\0others'

export function createFamily(name: string, labelNames: readonly string[], bounds: readonly number[]): Family {
  const series = new Map<string, Series>()
  // Under load it is the same again and again, and a key need not be made.
  let recent: Series | undefined

  return {
    of: (labels) => {
      if (!recent || !isFor(recent, labels)) recent = find(labels)
      return recent
    },
    samples: () => [...series.values()].flatMap(bounds.length > 0 ? histogramSamples : valueSample),
  }

  function isFor(known: Series, labels: Labels): boolean {
    for (const label of labelNames) if (known.labels[label] !== labels[label]) return false
    return true
  }

  function find(labels: Labels): Series {
    let key = ''
    for (const label of labelNames) key += `${labels[label]}\0`
    return (
      series.get(key) ?? (series.size < mostSeries ? begin(key, labels) : (series.get(others) ?? begin(others, {})))
    )
  }

  function begin(key: string, given: Labels): Series {
    const labels = Object.fromEntries(labelNames.map((label) => [label, given[label] ?? 'other']))
    const begun = { labels, value: 0, count: 0, buckets: [...bounds.map(() => 0), 0] }
    series.set(key, begun)
    return begun
  }

  function valueSample({ labels, value }: Series): Sample[] {
    return [{ metricName: name, labels, value }]
  }

  function histogramSamples({ labels, value, buckets, count }: Series): Sample[] {
    let below = 0
    const filled = bounds.map((le, i) => {
      below += buckets[i] ?? 0
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: below }
    })
    return [
      ...filled,
      { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
      { metricName: `${name}_sum`, labels, value },
      { metricName: `${name}_count`, labels, value: count },
    ]
  }
}
