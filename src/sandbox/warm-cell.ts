// A cell whose runner is ready. It takes one job, gives one run, and is gone.
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import type { SandboxJob, SandboxLimits, SandboxRun } from '../ports/sandbox.ts'
import type { Cell } from './cell.ts'
import { type Collected, createCollector, type Verdict } from './collect-run.ts'
import { createFrameReader } from './frames.ts'
import { mostOut } from './limits.ts'

export const protocol = 1

export type WarmCell = {
  /** Calls back when it ends before a job came. */
  onLost(callback: () => void): void
  /** Once it cannot be what is wanted, it is gone. */
  resize(limits: SandboxLimits): Promise<void>
  run(job: SandboxJob, limits: SandboxLimits): Promise<Omit<SandboxRun, 'waitedMs'>>
  destroy(): Promise<void>
}

const readyMs = 60_000
/** How much longer than the runner we wait before the whole cell is killed. */
const graceMs = 1_500
/** Heads, lengths and the sentences about what is left out. */
const sparedBytes = 8 * 1024 * 1024

const ready = z.object({ protocol: z.literal(protocol) })

/** Resolves once the runner has said that it is ready. */
export async function warmUp(cell: Cell): Promise<WarmCell> {
  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<'ended' | 'broken'>()
  let take = (kind: number, payload: Buffer): void => {
    if (kind !== 'R'.charCodeAt(0)) throw new RangeError('a frame before the runner was ready')
    ready.parse(JSON.parse(payload.toString('utf8')))
    started.resolve()
  }
  const most = mostOut + sparedBytes
  const reader = createFrameReader({ headBytes: 5, largest: most, mostBytes: most }, (kind, payload) =>
    take(kind, payload),
  )
  cell.output.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk)
    } catch {
      // Nothing of it is read any more, so that a flood goes nowhere.
      cell.output.removeAllListeners('data').destroy()
      ended.resolve('broken')
    }
  })
  for (const event of ['end', 'close', 'error'] as const) cell.output.on(event, () => ended.resolve('ended'))
  cell.input.on('error', () => ended.resolve('ended'))
  const late = setTimeout(() => ended.resolve('broken'), readyMs)
  const isReady = await Promise.race([started.promise.then(() => true), ended.promise.then(() => false)])
  clearTimeout(late)
  if (!isReady) {
    await cell.destroy()
    throw new BellhopError('unavailable', 'The sandbox does not come up.')
  }

  async function run(job: SandboxJob, asked: SandboxLimits): Promise<Omit<SandboxRun, 'waitedMs'>> {
    const began = performance.now()
    const verdict = Promise.withResolvers<Verdict>()
    const collector = createCollector(asked, job.onOutput, verdict.resolve)
    take = collector.frame
    const stop = Promise.withResolvers<'late' | 'aborted'>()
    const timer = setTimeout(() => stop.resolve('late'), asked.wallMs + graceMs)
    const onAbort = () => stop.resolve('aborted')
    job.signal.addEventListener('abort', onAbort, { once: true })
    try {
      job.signal.throwIfAborted()
      job.onStart?.()
      cell.input.end(packed(job, asked))
      const end = await Promise.race([verdict.promise, ended.promise, stop.promise])
      // What comes after the verdict is nobody's business.
      take = () => undefined
      if (end === 'aborted') throw job.signal.reason
      const ranMs = Math.round(performance.now() - began)
      return judge(collector.collected(), end, await isOutOfMemory(cell, end, asked), ranMs)
    } finally {
      clearTimeout(timer)
      job.signal.removeEventListener('abort', onAbort)
      void cell.destroy()
    }
  }

  async function resize(limits: SandboxLimits): Promise<void> {
    try {
      await cell.resize(limits)
    } catch (cause) {
      await cell.destroy()
      throw new BellhopError('unavailable', 'The sandbox could not be made as large as is set here.', { cause })
    }
  }

  return { run, resize, destroy: cell.destroy, onLost: (callback) => void ended.promise.then(callback) }
}

/** Something killed the code, or all of it. The word of it may come a moment late. */
async function isOutOfMemory(cell: Cell, end: End, { memoryMb }: SandboxLimits): Promise<boolean> {
  const isKilled = typeof end === 'object' ? end.exit === -9 && !end.timeout : end === 'ended'
  if (!isKilled) return false
  return (typeof end === 'object' && end.peakKb > memoryMb * 1024 * 0.8) || cell.ranOutOfMemory()
}

type End = Verdict | 'ended' | 'broken' | 'late'

function judge(collected: Collected, end: End, isOutOfMemory: boolean, ranMs: number) {
  const known = typeof end === 'object' ? end : undefined
  const outcome = outcomeOf(end, isOutOfMemory)
  const peakMb = known ? Math.round(known.peakKb / 1024) : null
  return { ...collected, outcome, exitCode: known && known.exit >= 0 ? known.exit : null, ranMs, peakMb }
}

function outcomeOf(end: End, isOutOfMemory: boolean): SandboxRun['outcome'] {
  if (isOutOfMemory) return 'memory'
  if (end === 'late') return 'timeout'
  if (typeof end === 'string') return 'broken'
  if (end.timeout) return 'timeout'
  return end.exit === 0 ? 'done' : 'failed'
}

function packed({ code, files = [] }: SandboxJob, limits: SandboxLimits): Buffer {
  const { wallMs, outputBytes, artifactBytes, artifacts } = limits
  const content = Object.fromEntries(files.map((file) => [file.name, file.content.toString('base64')]))
  const job = Buffer.from(JSON.stringify({ code, files: content, wallMs, outputBytes, artifactBytes, artifacts }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(job.length)
  return Buffer.concat([length, job])
}
