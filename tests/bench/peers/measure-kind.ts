// One target and one kind of event: how fast it can go, what half of that feels like, and what becomes of events that come twice.
import { setTimeout as pause } from 'node:timers/promises'
import { driveRequests, percentiles } from '../drive.ts'
import { openLine } from '../line.ts'
import { residentMb } from '../server.ts'
import { watchCores } from '../watch-cores.ts'
import { againOf, requestOf } from './events.ts'
import type { MockPlatform } from './mock-platform.ts'
import type { Kind } from './names.ts'
import type { Peer } from './start-peer.ts'

export type Effort = { seconds: number; from: number; to: number }

type Step = {
  rate: number
  sent: number
  acked: number
  /** Of those acknowledged, without a reply when the wait was over. */
  missing: number
  doubled: number
  ack: { p50: number; p99: number }
  reply: { p50: number; p99: number }
  /** What share of the time each core was at work. */
  busy: number[]
  driverLateP99: number
}

type Redelivered = { sent: number; again: number; lost: number; doubled: number }

export type MeasuredKind = {
  startMs: number
  max: number
  half: Step
  cpuUsPerRequest: number
  idleMb: number
  afterMb: number
  redelivered?: Redelivered
  steps: Step[]
}

/** A queue that needs longer than this to drain after a step was not keeping up with it. */
const settleMs = 1_500
/** What it still owes then is waited for all the same, so that the next step begins with nothing to do. */
const drainMs = 10_000
/** Slow enough that every target keeps up, so that what is lost or doubled was not lost to haste. */
const calm = 150

/** With what it sustained in the round before, the climb begins at half of that, and no event comes twice: that was looked at then. */
export async function measureKind(
  peer: Peer,
  kind: Kind,
  mock: MockPlatform,
  { seconds, from, to }: Effort,
  former?: number,
): Promise<MeasuredKind> {
  let run = 0
  // Kept from step to step, as platforms keep theirs: to open some hundreds anew costs a step a tenth of what it may take.
  const line = openLine(peer.url)
  await pause(300)
  const idleMb = residentMb(peer.pid)
  const steps: Step[] = []
  const begin = Math.max(from, Math.round((former ?? 0) / 2))
  // A process that has just started is warm before it is judged.
  await step(Math.round(begin / 2), 2)
  const max = (await climb(begin)) || (begin > from ? await climb(from) : 0)
  const before = peer.cpuUs()
  const half = await step(Math.max(50, Math.round(max / 2)), Math.max(seconds, 4))
  const cpuUsPerRequest = Math.round((peer.cpuUs() - before) / half.sent)
  const redelivered = former === undefined ? { redelivered: await redeliver() } : {}
  line.close()
  return {
    startMs: peer.startMs,
    max,
    half,
    cpuUsPerRequest,
    idleMb,
    afterMb: residentMb(peer.pid),
    ...redelivered,
    steps,
  }

  /** Up by half until it fails, then twice into the middle. */
  async function climb(first: number): Promise<number> {
    let [good, bad] = [0, 0]
    for (let rate = first; !bad && rate <= to; rate = Math.round(rate * 1.5)) {
      if (await holds(rate)) good = rate
      else bad = rate
    }
    for (let round = 0; round < 2 && good && bad; round++) {
      const middle = Math.round(Math.sqrt(good * bad))
      if (await holds(middle)) good = middle
      else bad = middle
    }
    return good
  }

  /** A machine that stands still for a moment spoils a try, not a rate: that has failed when it fails three times. */
  async function holds(rate: number): Promise<boolean> {
    for (let left = 3; left > 0; left--) if (await keepsUp(rate)) return true
    return false
  }

  async function keepsUp(rate: number): Promise<boolean> {
    const measured = await step(rate, seconds)
    steps.push(measured)
    return measured.ack.p99 <= 50 && measured.acked >= measured.sent * 0.999 && measured.missing === 0
  }

  async function step(rate: number, forSeconds: number): Promise<Step> {
    const own = ++run
    const total = Math.round(rate * forSeconds)
    const arrived = mock.expect(own, total)
    const due = new Float64Array(total)
    const acked = new Uint8Array(total)
    const look = watchCores()
    const { p50, p99, ...measured } = await driveRequests(peer.url, {
      ...{ rate, seconds: forSeconds, line },
      request: (n) => requestOf(kind, own, n, mock.responseUrl),
      onDue: (n, at) => void due.set([at], n),
      onAcked: (n) => void acked.set([1], n),
    })
    const busy = look()
    const missing = () => countWhere(total, (n) => acked[n] === 1 && arrived.counts[n] === 0)
    const late = await until(() => missing() === 0, settleMs).then(missing)
    const times = [...arrived.at].flatMap((at, n) => (at > 0 ? [at - (due[n] ?? at)] : []))
    if (late > 0) await until(() => missing() === 0, drainMs)
    const doubled = countWhere(total, (n) => (arrived.counts[n] ?? 0) > 1)
    return { ...measured, missing: late, doubled, ack: { p50, p99 }, reply: percentiles(times), busy }
  }

  /** Every tenth event comes a second time, a moment after the first: mostly acknowledged by then, sometimes still in hand. */
  async function redeliver(): Promise<Redelivered> {
    const own = ++run
    const rate = Math.min(calm, Math.max(50, Math.round(max / 4)))
    const total = rate * 4
    const again = Math.floor(total / 11)
    const arrived = mock.expect(own, total)
    const acked = new Set<number>()
    // Of eleven requests the last is one of the ten before it.
    const eventOf = (n: number) => (n % 11 === 10 ? n - 1 - (Math.floor(n / 11) % 10) : n)
    const isAgain = (n: number) => n % 11 === 10
    await driveRequests(peer.url, {
      ...{ rate, seconds: 4, line },
      request(n) {
        const first = requestOf(kind, own, eventOf(n), mock.responseUrl)
        return isAgain(n) ? againOf(kind, first) : first
      },
      onAcked: (n) => void acked.add(eventOf(n)),
    })
    const lost = () => [...acked].filter((n) => arrived.counts[n] === 0).length
    await until(() => lost() === 0, drainMs)
    // What is done twice may be done later than the first time.
    await pause(settleMs)
    const doubled = [...acked].filter((n) => (arrived.counts[n] ?? 0) > 1).length
    return { sent: total - again, again, lost: lost(), doubled }
  }
}

function countWhere(total: number, holds: (n: number) => boolean): number {
  let count = 0
  for (let n = 0; n < total; n++) if (holds(n)) count++
  return count
}

async function until(isDone: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (!isDone() && performance.now() < end) await pause(20)
}
