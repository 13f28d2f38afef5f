// A place where one job runs, as a driver opens it: a runner that imports its libraries, waits for a job, does it and ends.
import type { Readable } from 'node:stream'
import type { SandboxLimits, SandboxStatus } from '../ports/sandbox.ts'

export type Cell = {
  input: NodeJS.WritableStream
  /** What the runner writes: frames. Ends when the cell has ended. */
  output: Readable
  /** Lets it take more or less memory, processor and processes; of its folder nothing changes. */
  resize(limits: SandboxLimits): Promise<void>
  /** Something in it was killed for want of memory. */
  ranOutOfMemory(): Promise<boolean>
  /** Kills whatever is in it and takes it away; never rejects. */
  destroy(): Promise<void>
}

export type Driver = {
  kind: Exclude<SandboxStatus['kind'], 'off'>
  /** For whoever runs the installation. */
  detail: string
  open(limits: SandboxLimits): Promise<Cell>
  /** Takes away what earlier processes left. */
  sweep(): Promise<void>
}

/** A driver, or the sentence that says why there is none and what to do about it. */
export type Found = { driver: Driver } | { missing: string }
