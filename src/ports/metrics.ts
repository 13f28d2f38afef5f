// The numbers on `/metrics`. Labels come from small fixed sets: never an id, a name, a path with a token in it.
export const histograms = {
  bellhop_http_seconds: { help: 'From the head of a request to its answer', labels: ['route', 'method', 'status'] },
  bellhop_handling_seconds: { help: 'From the commit of an event to the end of its work', labels: ['platform'] },
  bellhop_send_seconds: { help: 'One call to a platform on the way out', labels: ['platform'] },
} as const satisfies Catalogue

export const counters = {
  bellhop_arrivals_total: { help: 'Events by what became of them at the door', labels: ['platform', 'outcome'] },
  bellhop_sends_total: { help: 'Calls to platforms by outcome', labels: ['platform', 'outcome'] },
  bellhop_live_edits_total: {
    help: 'Changes of messages that show progress, by outcome',
    labels: ['platform', 'outcome'],
  },
  bellhop_jobs_total: { help: 'Background jobs by outcome', labels: ['queue', 'outcome'] },
  bellhop_sandbox_runs_total: { help: 'Sandboxed runs by outcome', labels: ['outcome'] },
} as const satisfies Catalogue

export const gauges = {
  bellhop_waiting: { help: 'Events, replies and jobs that wait, were set aside or are in doubt', labels: ['what'] },
  bellhop_connections: { help: 'Open connections to platforms', labels: ['platform'] },
} as const satisfies Catalogue

type Catalogue = Record<string, { help: string; labels: readonly string[] }>
type LabelsOf<Entry extends { labels: readonly string[] }> = Record<Entry['labels'][number], string>

export type Metrics = {
  count<Name extends keyof typeof counters>(name: Name, labels: LabelsOf<(typeof counters)[Name]>, by?: number): void
  observe<Name extends keyof typeof histograms>(
    name: Name,
    labels: LabelsOf<(typeof histograms)[Name]>,
    seconds: number,
  ): void
  gauge<Name extends keyof typeof gauges>(name: Name, labels: LabelsOf<(typeof gauges)[Name]>, value: number): void
}
