// The side of whoever may call the platform: shows the latest state of each running job in its live message. Whatever comes too fast
// is skipped, nothing is kept, replies go first, and once the answer is on its way nothing is changed any more.
import { inTime } from '../domain/in-time.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { Edited } from '../ports/live-messages.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Store } from '../store/open-store.ts'
import { readLive } from '../store/router/live-rows.ts'
import { viewOf } from './plan-live.ts'
import { liveTopic, readTold, type ToldLive } from './tell-live.ts'

export type LiveEdits = {
  /** The job's live message is there: what was told meanwhile can be shown. */
  begin(job: string): void
  /** No change of that message begins from here on; resolves when none is under way. */
  close(job: string): Promise<void>
  stop(): Promise<void>
}

type Options = {
  store: Store
  platform: ChatPlatform
  /** Whether this process may call the platform for so long. */
  mayCall(forMs: number): boolean
  /** 0 takes a place within the limits; else how long to wait, for the limits or for replies that go first. */
  takePlace(conversation: string, workspace: string): number
  log: Log
  metrics: Metrics
}

type Watched = {
  told: ToldLive | undefined
  shown: number
  timer: NodeJS.Timeout | undefined
  running: Promise<void> | undefined
  isOver: boolean
  notBefore: number
  /** What is shown then needs to be shown again. */
  againAt: number
  /** A change whose answer was lost may still arrive until then. */
  quietAt: number
}

const editMs = 5_000
const pendingMs = 500
const mostWatched = 5_000

export function createLiveEdits(options: Options): LiveEdits {
  const { store, platform, mayCall, takePlace, log, metrics } = options
  const watched = new Map<string, Watched>()
  const live = platform.live
  const stopHearing = live ? store.wake.hear(liveTopic(platform.platform), hear) : () => undefined

  function hear(text: string): void {
    const told = mayCall(editMs) ? readTold(text) : undefined
    if (!told) return
    const one = watch(told.job)
    if (one.told && !isNewer(told, one.told)) return
    if (one.told?.fence !== told.fence) one.shown = 0
    one.told = told
    unschedule(one)
    schedule(told.job, one)
  }

  function watch(job: string): Watched {
    const one = watched.get(job) ?? {
      ...{ told: undefined, timer: undefined, running: undefined },
      ...{ shown: 0, isOver: false, notBefore: 0, quietAt: 0, againAt: Number.POSITIVE_INFINITY },
    }
    watched.delete(job)
    watched.set(job, one)
    if (watched.size > mostWatched) forget(watched.keys().next().value ?? '')
    return one
  }

  function forget(job: string): void {
    clearTimeout(watched.get(job)?.timer)
    watched.delete(job)
  }

  function unschedule(one: Watched): void {
    clearTimeout(one.timer)
    one.timer = undefined
  }

  function schedule(job: string, one: Watched): void {
    if (one.isOver || one.timer || one.running || !one.told) return
    const due = one.told.number > one.shown ? one.notBefore : Math.max(one.notBefore, one.againAt)
    if (due === Number.POSITIVE_INFINITY) return
    const wait = Math.max(0, due - performance.now())
    one.timer = setTimeout(() => {
      one.timer = undefined
      one.running = show(job, one).finally(() => {
        one.running = undefined
        schedule(job, one)
      })
    }, wait).unref()
  }

  async function show(job: string, one: Watched): Promise<void> {
    try {
      const told = one.told
      const message = told && (await readLive(store.sql, job, told.fence))
      if (!told || !message || one.isOver) return
      if (message === 'pending') return rest(one, pendingMs)
      if (message === 'over' || message.id === null || !live) return end(one, told)
      const wait = takePlace(message.conversation, message.workspace)
      if (wait > 0) return rest(one, wait)
      if (!mayCall(editMs)) return
      const started = performance.now()
      const view = viewOf(job, told.live)
      const edited = await withDeadline(live.edit({ id: message.id, to: JSON.parse(message.replyTo), view }))
      metrics.count('bellhop_live_edits_total', { platform: platform.platform, outcome: edited.outcome })
      conclude(one, told, edited, started)
      if (edited.outcome === 'shown')
        one.againAt = started + (live.lastsMs?.(message.id) ?? Number.POSITIVE_INFINITY) / 2
    } catch (error) {
      log.debug({ error, job }, 'a live message was not changed')
      rest(one, 2_000)
    }
  }

  function conclude(one: Watched, told: ToldLive, edited: Edited, started: number): void {
    const pause = live?.everyMs ?? 0
    switch (edited.outcome) {
      case 'shown':
        one.shown = told.number
        return rest(one, pause)
      case 'later':
        return rest(one, Math.max(edited.afterMs, pause))
      case 'gone':
        return end(one, told)
      case 'unknown':
        one.quietAt = started + editMs
        return rest(one, editMs)
    }
  }

  function rest(one: Watched, ms: number): void {
    one.notBefore = performance.now() + ms
  }

  /** Of this run nothing more is shown; a later run of the job may come to it again. */
  function end(one: Watched, told: ToldLive): void {
    one.shown = Number.POSITIVE_INFINITY
    one.againAt = Number.POSITIVE_INFINITY
    log.debug({ job: told.job }, 'a live message is not changed any more')
  }

  return {
    begin(job) {
      const one = watched.get(job)
      if (!one) return
      unschedule(one)
      one.notBefore = 0
      schedule(job, one)
    },
    async close(job) {
      const one = watch(job)
      one.isOver = true
      clearTimeout(one.timer)
      await one.running
      const quiet = one.quietAt - performance.now()
      if (quiet > 0) await new Promise((resolve) => setTimeout(resolve, quiet))
    },
    async stop() {
      stopHearing()
      for (const one of watched.values()) {
        one.isOver = true
        clearTimeout(one.timer)
      }
      await Promise.all([...watched.values()].map((one) => one.running))
      watched.clear()
    },
  }
}

function isNewer(told: ToldLive, than: ToldLive): boolean {
  const [fence, before] = [BigInt(told.fence), BigInt(than.fence)]
  return fence > before || (fence === before && told.number > than.number)
}

function withDeadline(editing: Promise<Edited>): Promise<Edited> {
  const unknown = (): Edited => ({ outcome: 'unknown' })
  return inTime(editing.catch(unknown), editMs, unknown)
}
