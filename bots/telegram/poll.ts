// Long polling of our own: Telegram may forget updates only after they are committed here, and one process asks at a time.
import type { Arrival } from '../../src/domain/arrival.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { LeaseKeeper } from '../../src/ports/lease.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Answer, Api } from './create-api.ts'
import { toArrival } from './to-arrival.ts'

/** Makes the right to poll, held by one process at a time. */
export type MakeLease = (hooks: { onTaken: () => void; onLost: () => void }) => LeaseKeeper

export type Polling = { start(): void; stop(): Promise<void>; health(): { ok: boolean; detail: string } }

type Options = {
  bot: number
  api: Api
  intake: Intake
  onStored(arrival: Arrival, update: unknown): void
  makeLease: MakeLease
  /** The kinds of updates that mean something to us. */
  kinds: readonly string[]
  clock: Clock
  log: Log
  /** How long Telegram may wait for something to say. */
  longPollSeconds?: number
  /** The pause after the first failure; it doubles up to `longestPauseMs`. */
  pauseMs?: number
}

const batchSize = 100
const longestPauseMs = 60_000
const graceMs = 10_000
/** The lease has run out and its keeper has not noticed yet. */
const noLeaseMs = 200

export function createPolling(options: Options): Polling {
  const { bot, api, intake, onStored, makeLease, kinds, clock, log, longPollSeconds = 50, pauseMs = 1_000 } = options
  const stopping = new AbortController()
  let myTurn = Promise.withResolvers<void>()
  let turn = new AbortController()
  let offset = 0
  let failures = 0
  let trouble: string | undefined
  let running: Promise<void> = Promise.resolve()

  const lease = makeLease({
    onTaken: () => myTurn.resolve(),
    onLost: () => {
      myTurn = Promise.withResolvers<void>()
      turn.abort()
      turn = new AbortController()
    },
  })

  async function run(): Promise<void> {
    for (;;) {
      await myTurn.promise
      if (stopping.signal.aborted) return
      const wait = lease.held(0) ? await tryPoll(AbortSignal.any([stopping.signal, turn.signal])) : noLeaseMs
      if (wait > 0) await clock.wait(wait, stopping.signal)
    }
  }

  async function tryPoll(signal: AbortSignal): Promise<number> {
    return pollOnce(signal).catch((error) => {
      log.error({ error }, 'polling broke off')
      return rest('Polling broke off.')
    })
  }

  /** One question to Telegram and all that comes of it; returns how long to rest before the next. */
  async function pollOnce(signal: AbortSignal): Promise<number> {
    const args = { offset, limit: batchSize, timeout: longPollSeconds, allowed_updates: kinds }
    const answer = await api.call('getUpdates', args, { signal, timeoutMs: longPollSeconds * 1000 + graceMs })
    if (signal.aborted) return 0
    if (answer.kind !== 'ok' || !Array.isArray(answer.result)) return rest(problemOf(answer))
    if (!(await acceptAll(answer.result))) return rest('What Telegram sends cannot be stored now.')
    if (trouble) log.info({}, 'polling Telegram works again')
    trouble = undefined
    failures = 0
    // With nothing left to confirm we ask from the start: after a quiet week Telegram may count anew, and lower.
    offset = answer.result.length > 0 ? lastId(answer.result) + 1 : 0
    return 0
  }

  /** In the order of each lane, lanes side by side. */
  async function acceptAll(updates: unknown[]): Promise<boolean> {
    const lanes = new Map<string, { arrival: Arrival; update: unknown }[]>()
    for (const update of updates) {
      const arrival = toArrival(bot, update, Buffer.from(JSON.stringify(update)))
      if (!arrival) continue
      const lane = lanes.get(arrival.lane) ?? []
      lane.push({ arrival, update })
      lanes.set(arrival.lane, lane)
    }
    const results = await Promise.allSettled([...lanes.values()].map(acceptLane))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) log.warn({ error: failed.reason }, 'updates could not be stored: they are asked for again')
    return !failed
  }

  async function acceptLane(lane: { arrival: Arrival; update: unknown }[]): Promise<void> {
    for (const { arrival, update } of lane) {
      await intake.accept(arrival)
      onStored(arrival, update)
    }
  }

  /** Longer each time, and never twice the same, so that two who are in each other's way come apart. */
  function rest(problem: string): number {
    if (trouble !== problem) log.warn({ problem }, 'polling Telegram does not work')
    trouble = problem
    const pause = Math.min(pauseMs * 2 ** Math.min(failures++, 10), longestPauseMs)
    return pause / 2 + Math.random() * pause
  }

  return {
    start() {
      lease.start()
      running = run()
    },
    async stop() {
      stopping.abort()
      myTurn.resolve()
      await running
      await lease.stop()
    },
    health() {
      if (trouble) return { ok: false, detail: trouble }
      return { ok: true, detail: lease.held(0) ? 'polling' : 'another process polls' }
    },
  }
}

function problemOf(answer: Answer): string {
  if (answer.kind === 'ok') return 'Telegram answers in a way that is not its own: check TELEGRAM_API_ROOT.'
  if (answer.kind !== 'refused') return `${answer.reason}.`
  if (answer.code === 401) return 'Telegram refuses the token: check TELEGRAM_BOT_TOKEN with @BotFather.'
  if (answer.code !== 409) return `Telegram refuses to give updates (${answer.code}).`
  return answer.description.includes('webhook')
    ? 'A webhook was set for this bot elsewhere, so it cannot be polled: end the other program, then restart.'
    : 'Another program polls with the same token: stop it, or give it a bot of its own.'
}

function lastId(updates: { update_id?: unknown }[]): number {
  return Math.max(...updates.map((update) => Number(update.update_id) || 0))
}
