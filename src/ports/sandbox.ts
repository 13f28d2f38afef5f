// A place where code that nobody has read can run: it reaches no host, no network and no other run.
import type { ChartSpec } from '../domain/chart.ts'

export type SandboxLimits = {
  /** From the moment the code starts. */
  wallMs: number
  memoryMb: number
  cpus: number
  pids: number
  /** Of the working folder, everything in it together. */
  diskMb: number
  /** Files and folders in the working folder. */
  inodes: number
  /** Of stdout and stderr together; the rest is dropped. */
  outputBytes: number
  /** Of all artifacts together. */
  artifactBytes: number
  artifacts: number
}

export type SandboxFile = { name: string; content: Buffer }

export type SandboxJob = {
  /** Python; its last expression is shown, as in a notebook. */
  code: string
  /** In the working folder when the code starts. */
  files?: SandboxFile[]
  /** Other than usual, within bounds that nobody moves. */
  limits?: Partial<SandboxLimits>
  /** Whoever asked: runs of one person wait for each other before they make others wait. */
  owner: string
  signal: AbortSignal
  onStart?(): void
  /** What was written so far, as it comes. */
  onOutput?(stream: 'stdout' | 'stderr', text: string): void
}

export type SandboxTable = { columns: string[]; rows: string[][]; totalRows: number; totalColumns: number }

export type SandboxArtifact = {
  kind: 'plot' | 'table' | 'file'
  /** Made here from the title: safe as a name anywhere. */
  name: string
  /** What the code called it: to be shown, never to be acted upon. */
  title: string
  mediaType: string
  content: Buffer
  /** The beginning of a table; all of it is its content, as CSV. Of a plot: what its boxes stand for. */
  table?: SandboxTable
  /** What a plot shows, where that could be read back. */
  chart?: ChartSpec
}

/** `broken`: the code ended the place it ran in, or what came out of it made no sense. */
export type SandboxOutcome = 'done' | 'failed' | 'timeout' | 'memory' | 'broken'

export type SandboxRun = {
  outcome: SandboxOutcome
  exitCode: number | null
  stdout: string
  stderr: string
  /** More was written than is kept. */
  isCut: boolean
  artifacts: SandboxArtifact[]
  /** Artifacts that were left out, with the reason, as sentences. */
  leftOut: string[]
  /** How long the code ran, and how long it waited before. */
  ranMs: number
  waitedMs: number
  peakMb: number | null
}

export type SandboxStatus = {
  kind: 'docker' | 'bubblewrap' | 'off'
  /** A sentence for whoever runs this installation: what it is, or how to turn it on. */
  detail: string
}

export type Sandbox = {
  /** Rejects with `unavailable` when there is none, `limited` when too much waits, and the signal's reason when it is aborted. */
  run(job: SandboxJob): Promise<SandboxRun>
  /** Waits until it is known what there is. */
  status(): Promise<SandboxStatus>
  /** Ends what runs and takes the places away. */
  stop(): Promise<void>
}
