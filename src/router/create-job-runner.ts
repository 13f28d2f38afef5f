// Runs jobs that the queue wakes us for. The row decides whether there is anything to run; the queue may forget or repeat itself.
import { withCorrelation } from '../domain/correlation.ts'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Gate } from '../gate/create-gate.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { JobQueue, JobRun, Worker } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { findOverdueJobs, type JobRow, keepJob, startJob } from '../store/job-rows.ts'
import type { Store } from '../store/open-store.ts'
import { endJob, type JobEnd } from '../store/settle-job.ts'
import { createLooker } from './create-looker.ts'
import { errandQueue, fromJob } from './errand-job.ts'
import { planReply } from './plan-reply.ts'
import { replyToError } from './reply-to-error.ts'

type Options = {
  store: Store
  queue: JobQueue
  gate: Gate
  tool(name: string): AnyTool | undefined
  /** Who the caller is by now: a right may have been taken away while the job waited. */
  refresh(job: ReturnType<typeof fromJob>): Promise<ReturnType<typeof fromJob>>
  platforms: Platforms
  log: Log
  metrics: Metrics
  concurrency?: number
  leaseMs?: number
}

export type JobRunner = { start(): Promise<void>; stop(): Promise<void> }

const pauses = [1_000, 5_000, 20_000]
const errandMs = 10 * 60_000

export function createJobRunner(options: Options): JobRunner {
  const { store, queue, log, metrics, concurrency = 4, leaseMs = 30_000 } = options
  let worker: Worker | undefined
  // Rows commit first and are enqueued after; whatever falls between is found here.
  const sweeper = createLooker({ look: sweep, everyMs: 5_000, log, name: 'jobs' })
  const unsubscribe = store.wake.on(`jobs:${errandQueue}`, sweeper.nudge)

  async function sweep(): Promise<boolean> {
    for (const job of await findOverdueJobs(store.sql, 200)) await queue.enqueue(job.queue, ticketOf(job))
    return false
  }

  async function run({ id, signal }: JobRun): Promise<void> {
    const row = await startJob(store.sql, rowOf(id), leaseMs)
    if (!row) return
    const beat = setInterval(() => void keepJob(store.sql, row, leaseMs).catch(() => undefined), leaseMs / 3)
    try {
      const end = await withCorrelation(row.correlation, () => work(options, row, signal))
      const isOurs = await endJob(store, end).catch((error) => endJob(store, withoutChange(options, end, row, error)))
      metrics.count('bellhop_jobs_total', { queue: row.queue, outcome: isOurs ? end.state : 'lost' })
      for (const platform of new Set(end.outbox.map((one) => one.platform))) store.wake.ring(`outbox:${platform}`)
    } finally {
      clearInterval(beat)
    }
  }

  return {
    async start() {
      worker = await queue.work(errandQueue, concurrency, run)
      sweeper.start()
    },
    async stop() {
      unsubscribe()
      await sweeper.stop(() => true)
      await worker?.close()
    },
  }
}

/** The queue forgets an id only after a while, so each try, and each half minute of waiting for it, has a ticket of its own. */
function ticketOf(job: { id: string; attempt: number }): string {
  return `${job.id}_${job.attempt}_${Math.floor(Date.now() / 30_000)}`
}

function rowOf(ticket: string): string {
  return ticket.split('_')[0] ?? ticket
}

async function work(options: Options, row: JobRow, signal: AbortSignal): Promise<JobEnd> {
  const errand = await options.refresh(fromJob(row.payload))
  const end: JobEnd = { job: row, state: 'done', reason: null, outbox: [], audit: [], messages: [] }
  const platform = options.platforms.get(errand.incoming.platform)
  const tool = options.tool(errand.tool)
  if (!platform || !tool) throw new BellhopError('unavailable', `${errand.tool} is not available here any more.`)
  const request = {
    tool,
    input: errand.input,
    caller: errand.caller,
    incoming: errand.incoming,
    correlation: row.correlation,
    key: errand.key,
  }
  const answer = await options.gate.call(request, AbortSignal.any([signal, AbortSignal.timeout(errandMs)]))
  end.audit.push(answer.audit)
  if (answer.failure) return failed(options, end, row, errand.incoming.replyTo, answer.failure)
  if (answer.change) end.change = answer.change
  if (answer.reply) end.outbox.push(...planReply(platform, answer.reply, errand.incoming.replyTo, row.correlation))
  return end
}

function withoutChange(options: Options, end: JobEnd, row: JobRow, error: unknown): JobEnd {
  const kept: JobEnd = { ...end, outbox: [], messages: [] }
  delete kept.change
  return failed(options, kept, row, fromJob(row.payload).incoming.replyTo, error)
}

function failed(
  options: Options,
  end: JobEnd,
  row: JobRow,
  replyTo: Parameters<typeof planReply>[2],
  thrown: unknown,
): JobEnd {
  const error = toBellhopError(thrown)
  const pauseMs = pauses[row.attempt - 1]
  const isPassing = error.code === 'internal' || error.code === 'unavailable'
  options.log.warn({ error, job: row.id, attempt: row.attempt }, 'a job failed')
  if (isPassing && pauseMs !== undefined) return { ...end, state: 'waiting', reason: error.code, pauseMs }
  const platform = options.platforms.get(replyTo.platform)
  const outbox = platform ? planReply(platform, replyToError(error, row.correlation), replyTo, row.correlation) : []
  return { ...end, state: 'failed', reason: error.code, outbox }
}
