// Runs jobs that the queue wakes us for. The row decides whether there is anything to run; the queue may forget or repeat itself.
import { withCorrelation } from '../domain/correlation.ts'
import type { ErrandJob } from '../domain/errand-job.ts'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import { type Reply, textOf } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Gate } from '../gate/create-gate.ts'
import { inDoubtAbout, UnderWay } from '../gate/run-act.ts'
import type { ChatPlatform, Platforms } from '../ports/chat-platform.ts'
import type { JobQueue, JobRun, Worker } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { findOverdueJobs, type JobRow, keepJob, startJob } from '../store/router/job-rows.ts'
import { isAnnounced } from '../store/router/live-rows.ts'
import { insertOutbox } from '../store/router/outbox-rows.ts'
import { endJob, type JobEnd } from '../store/router/settle-job.ts'
import { noteScheduledRun } from '../store/schedule-rows.ts'
import { cancelTopic } from './cancel-job.ts'
import { createLooker } from './create-looker.ts'
import { errandQueue, fromJob, wordless } from './errand-job.ts'
import { orGiveUp } from './give-up.ts'
import { onItsWay, planAnswer, planLive } from './plan-live.ts'
import { replyToError } from './reply-to-error.ts'
import { planScheduled, postFailure, postScheduled, stopsAfter } from './scheduled-run.ts'
import type { TurnParts } from './take-turn.ts'
import { createTeller } from './tell-live.ts'

type Options = {
  store: Store
  queue: JobQueue
  gate: Gate
  tool(name: string): AnyTool | undefined
  /** Who the caller is by now: a right may have been taken away while the job waited. */
  refresh(job: ReturnType<typeof fromJob>): Promise<ReturnType<typeof fromJob>>
  platforms: Platforms
  /** Rows that tell the admins of this place something privately. */
  tellAdmins: TurnParts['tellAdmins']
  log: Log
  metrics: Metrics
  concurrency?: number
  leaseMs?: number
  /** How long a tool that was told to stop may still take. */
  graceMs?: number
}

export type JobRunner = { start(): Promise<void>; stop(): Promise<void> }

const pauses = [1_000, 5_000, 20_000]
const errandMs = 10 * 60_000
const usualGraceMs = 10_000
/** Runs of one job, those that a crash or a restart ended included. */
const mostRuns = 20

export function createJobRunner(options: Options): JobRunner {
  const { store, queue, log, metrics, concurrency = 4, leaseMs = 30_000 } = options
  let worker: Worker | undefined
  const runs = new Map<string, AbortController>()
  // Rows commit first and are enqueued after; whatever falls between is found here.
  const sweeper = createLooker({ look: sweep, everyMs: 5_000, log, name: 'jobs' })
  const unsubscribe = store.wake.on(`jobs:${errandQueue}`, sweeper.nudge)
  const stopHearing = store.wake.hear(cancelTopic, (id) => runs.get(id)?.abort(cancelled()))

  async function sweep(): Promise<boolean> {
    for (const job of await findOverdueJobs(store.sql, 200)) await queue.enqueue(job.queue, ticketOf(job))
    return false
  }

  async function run({ id, signal }: JobRun): Promise<void> {
    const started = await startJob(store.sql, rowOf(id), leaseMs)
    if (!started) return
    const row = { ...started, isAnnounced: await announce(options, started) }
    const stop = new AbortController()
    runs.set(row.id, stop)
    const beat = setInterval(() => void keep(row, stop), leaseMs / 3)
    try {
      const end = await withCorrelation(row.correlation, () =>
        work(options, row, AbortSignal.any([signal, stop.signal])),
      )
      const isOurs = await endJob(store, end).catch((error) => endJob(store, withoutChange(options, end, row, error)))
      metrics.count('bellhop_jobs_total', { queue: row.queue, outcome: isOurs ? end.state : 'lost' })
      for (const platform of new Set(end.outbox.map((one) => one.platform))) store.wake.ring(`outbox:${platform}`)
    } finally {
      clearInterval(beat)
      if (runs.get(row.id) === stop) runs.delete(row.id)
    }
  }

  /** Also how a run hears that its job was cancelled, should the word of it have been missed. */
  async function keep(row: JobRow, stop: AbortController): Promise<void> {
    const isOurs = await keepJob(store.sql, row, leaseMs).catch(() => true)
    if (!isOurs) stop.abort(cancelled())
  }

  return {
    async start() {
      worker = await queue.work(errandQueue, concurrency, run)
      sweeper.start()
    },
    async stop() {
      unsubscribe()
      stopHearing()
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

type Run = JobRow & { isAnnounced: boolean }

/** A long errand that began otherwise than by somebody asking here and now is told of when it begins. */
async function announce({ store, tool, platforms }: Options, row: JobRow): Promise<boolean> {
  if (await isAnnounced(store.sql, row.id)) return true
  const errand = fromJob(row.payload)
  const { replyTo } = errand.incoming
  const platform = platforms.get(replyTo.platform)
  if (!platform?.live || !tool(errand.tool)?.long) return false
  await insertOutbox(store.sql, planLive(platform, row.id, onItsWay(errand.title), replyTo, row.correlation))
  store.wake.ring(`outbox:${replyTo.platform}`)
  return true
}

async function work(options: Options, row: Run, signal: AbortSignal): Promise<JobEnd> {
  const kept = fromJob(row.payload)
  const end: JobEnd = { job: row, state: 'done', reason: null, outbox: [], audit: [], messages: [] }
  if (isUnkept(options.tool(kept.tool))) end.keptPayload = JSON.stringify(wordless(kept))
  const platform = options.platforms.get(kept.incoming.platform)
  const deadline = AbortSignal.timeout(errandMs)
  const teller = createTeller({
    wake: options.store.wake,
    platform: kept.incoming.platform,
    job: row,
    title: kept.title,
  })
  // What vanishes by itself is shown again and again, and for that it has to be told.
  if (platform?.live?.lastsMs) teller.progress({})
  try {
    const errand = await options.refresh(kept)
    const tool = options.tool(errand.tool)
    if (!platform || !tool) throw new BellhopError('not_found', 'What you asked for is not available here any more.')
    if (row.attempt > mostRuns) throw new BellhopError('timeout', 'This broke off too often.')
    const { input, caller, incoming, key, approval } = errand
    const asked = { tool, input, caller, incoming, correlation: row.correlation, key, isCounted: true }
    const request = approval ? { ...asked, approval } : asked
    const told = AbortSignal.any([signal, deadline])
    const answer = await orGiveUp(options.gate.call(request, told, teller.progress), told, {
      graceMs: options.graceMs ?? usualGraceMs,
      why: () => whyEnded(signal, deadline, tool, errand.title),
    })
    end.audit.push(answer.audit)
    if (answer.failure)
      return failed(options, end, row, whyEnded(signal, deadline, tool, errand.title) ?? answer.failure)
    if (errand.schedule && answer.reply?.failure)
      return scheduleFailed(options, end, row, errand, answer.reply.failure, textOf(answer.reply))
    if (answer.change) end.change = answer.change
    if (answer.reply) end.outbox.push(...planFor(platform, row, errand, answer.reply))
    if (errand.schedule) noteRun(end, errand.schedule, 'done')
    for (const notice of answer.notices ?? [])
      end.outbox.push(...(await options.tellAdmins(incoming.workspace, notice, row.correlation, caller.account)))
    return end
  } catch (error) {
    return failed(options, end, row, error)
  } finally {
    teller.end()
  }
}

function isUnkept(tool: AnyTool | undefined): boolean {
  return Boolean(tool?.isUnkept || tool?.takesCode)
}

function planFor(platform: ChatPlatform, row: Run, { incoming, schedule }: ErrandJob, reply: Reply): JobEnd['outbox'] {
  if (!schedule) return planAnswer(platform, row.id, reply, incoming, row.correlation, row.isAnnounced)
  const post = postScheduled(schedule, reply)
  const isPrivate = post.audience === 'asker' && incoming.isShared
  if (row.isAnnounced && !isPrivate) return planAnswer(platform, row.id, post, incoming, row.correlation, true)
  return planScheduled(platform, post, incoming, row.correlation)
}

/** The schedule remembers what came of it in the same transaction; the tool's own change comes first. */
function noteRun(end: JobEnd, { id, ...run }: NonNullable<ErrandJob['schedule']>, outcome: string): void {
  const change = end.change
  const isFailure = outcome !== 'done'
  const noted = { outcome, isFailure, stops: isFailure && stopsAfter({ id, ...run }, outcome) }
  end.change = async (tx) => {
    await change?.(tx)
    await noteScheduledRun(sqlIn(tx), id, noted)
  }
}

function scheduleFailed(
  options: Options,
  end: JobEnd,
  row: Run,
  { incoming, caller, schedule }: ErrandJob,
  code: BellhopError['code'],
  why: string,
): JobEnd {
  const left: JobEnd = { ...end, state: 'failed', reason: code }
  const platform = options.platforms.get(incoming.platform)
  if (!schedule || !platform) return left
  const reply = postFailure(schedule, caller.name, why, code)
  noteRun(left, schedule, code)
  return { ...left, outbox: planAnswer(platform, row.id, reply, incoming, row.correlation, row.isAnnounced) }
}

/** A tool that was stopped says anything; why it was stopped is known here. */
function whyEnded(signal: AbortSignal, deadline: AbortSignal, tool: AnyTool, deed: string): BellhopError | undefined {
  if (signal.aborted) return toBellhopError(signal.reason)
  return deadline.aborted ? inDoubtAbout(tool, new BellhopError('timeout', 'That took too long.'), deed) : undefined
}

function cancelled(): BellhopError {
  return new BellhopError('conflict', 'The job was cancelled.', { cause: 'cancelled' })
}

function withoutChange(options: Options, end: JobEnd, row: Run, error: unknown): JobEnd {
  const kept: JobEnd = { ...end, outbox: [], messages: [] }
  delete kept.change
  return failed(options, kept, row, error)
}

function isRefusal({ code, cause }: BellhopError): boolean {
  return cause === undefined && !['internal', 'unavailable', 'timeout'].includes(code)
}

function failed(options: Options, end: JobEnd, row: Run, thrown: unknown): JobEnd {
  const error = toBellhopError(thrown)
  // This process stops, or the queue took the job for dead: another run goes on, and that is nobody's failure.
  if (error.cause === 'closing' || error.cause === 'lost')
    return { ...end, audit: [], state: 'waiting', reason: error.cause, pauseMs: 0 }
  // Whoever cancelled it has told people; of this run nothing is written.
  if (error.cause === 'cancelled') return { ...end, audit: [], state: 'cancelled', reason: 'cancelled' }
  const pauseMs = error instanceof UnderWay ? Math.ceil(error.againInMs) : pauses[row.attempt - 1]
  // What ran out of time within the run may answer the next one; the run's own time is not given twice.
  const isTimeout = error.code === 'timeout' && error.cause instanceof DOMException
  const isPassing = error.code === 'internal' || error.code === 'unavailable' || isTimeout
  const facts = { job: row.id, attempt: row.attempt }
  // A refusal says to people what they said; whoever reads the log needs no more than its kind.
  if (isRefusal(error)) options.log.info({ ...facts, code: error.code }, 'a job was refused')
  else options.log.warn({ ...facts, error }, 'a job failed')
  if (isPassing && pauseMs !== undefined) return { ...end, state: 'waiting', reason: error.code, pauseMs }
  const errand = fromJob(row.payload)
  const { incoming } = errand
  const platform = options.platforms.get(incoming.platform)
  const reply = replyToError(error, row.correlation)
  if (errand.schedule) return scheduleFailed(options, end, row, errand, error.code, textOf(reply))
  const outbox = platform ? planAnswer(platform, row.id, reply, incoming, row.correlation, row.isAnnounced) : []
  return { ...end, state: 'failed', reason: error.code, outbox }
}
