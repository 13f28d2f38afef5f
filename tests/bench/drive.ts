// An open-loop driver: requests leave on schedule whatever became of the last, and latency counts from the schedule.
import { createHexMac } from '../../bots/slack/hex-mac.ts'
import { type Line, openLine } from './line.ts'
import { watchCores } from './watch-cores.ts'

export type Measured = { rate: number; sent: number; acked: number; p50: number; p99: number; driverLateP99: number }

/** With what share of the time each core was at work. */
type Step = Measured & { busy: number[] }

export type Event = (n: number) => string

const signingSecret = 'a-signing-secret-for-the-bench'
export const benchSecret = signingSecret
const macOf = createHexMac(Buffer.from(signingSecret))

/** One request, made when its time has come: its signature says so. */
export type Sendable = { path: string; headers: Record<string, string>; body: string }

type Driving = {
  request(n: number): Sendable
  /** Whose connections are used; without it, new ones. */
  line?: Line
  rate: number
  seconds: number
  /** Told when each request was due, in the time of `performance.now()`. */
  onDue?: (n: number, at: number) => void
  onAcked?: (n: number) => void
}

/** Sends `rate` signed events a second for so long. */
export function drive(
  url: string,
  path: string,
  event: Event,
  rate: number,
  seconds: number,
  line?: Line,
): Promise<Measured> {
  return driveRequests(url, { request: (n) => signed(path, event(n)), rate, seconds, ...(line ? { line } : {}) })
}

export async function driveRequests(url: string, driving: Driving): Promise<Measured> {
  const { request, rate, seconds, onDue, onAcked } = driving
  const line = driving.line ?? openLine(url)
  const total = Math.round(rate * seconds)
  // Nothing is kept for each request but a number: a driver that collects its own garbage sends late.
  const latencies = new Float64Array(total)
  const late = new Float64Array(total)
  const end = Promise.withResolvers<void>()
  const start = performance.now()
  let [sent, open, acked] = [0, 0, 0]

  function sendOne(n: number): void {
    const scheduled = start + (n / rate) * 1000
    late[n] = performance.now() - scheduled
    onDue?.(n, scheduled)
    line.send(request(n), (status) => {
      if (status === 200) {
        latencies[acked++] = performance.now() - scheduled
        onAcked?.(n)
      }
      if (--open === 0 && sent === total) end.resolve()
    })
  }

  while (sent < total) {
    const due = Math.min(total, 1 + Math.floor(((performance.now() - start) / 1000) * rate))
    while (sent < due) {
      open++
      sendOne(sent++)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  if (open > 0) await end.promise
  if (!driving.line) line.close()
  const { p50, p99 } = percentiles(latencies.subarray(0, acked))
  return { rate, sent, acked, p50, p99, driverLateP99: percentiles(late).p99 }
}

/** Sorts what it is given. */
export function percentiles(times: number[] | Float64Array): { p50: number; p99: number } {
  times.sort((a: number, b: number) => a - b)
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2))
  return { p50: at(0.5), p99: at(0.99) }
}

/** A body with the signature that Slack would give it now. */
export function signed(path: string, body: string, contentType = 'application/json'): Sendable {
  const at = String(Math.floor(Date.now() / 1000))
  const signature = macOf(`v0:${at}:`, Buffer.from(body))
  return {
    path,
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': at,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  }
}

/**
 * The highest rate with p99 up to 50 ms and at least 99.9 % acknowledged: up by a third until one fails, then twice into the middle.
 * A rate has failed when it fails three times, since a machine that stands still for a moment spoils a try and says nothing of the rate.
 * What half of it feels like is the middle one of three tries.
 */
export async function findSustained(
  url: string,
  path: string,
  event: (run: number) => Event,
): Promise<{ max: number; half: Measured; halves: Measured[]; steps: Step[] }> {
  const steps: Step[] = []
  let max = 0
  let run = 0
  // Kept from step to step, as platforms keep theirs: a hundredth of a short step would be the opening of connections.
  const line = openLine(url)
  const keepsUp = async (rate: number) => {
    const look = watchCores()
    const measured = await drive(url, path, event(run++), rate, 3, line)
    steps.push({ ...measured, busy: look() })
    return measured.p99 <= 50 && measured.acked >= measured.sent * 0.999
  }
  const holds = async (rate: number) => (await keepsUp(rate)) || (await keepsUp(rate)) || (await keepsUp(rate))
  await drive(url, path, event(run++), 300, 5, line)
  let bad = 0
  for (let rate = 500; !bad && rate < 100_000; rate = Math.round(rate * 1.3)) {
    if (await holds(rate)) max = rate
    else bad = rate
  }
  for (let round = 0; round < 2 && max && bad; round++) {
    const middle = Math.round(Math.sqrt(max * bad))
    if (await holds(middle)) max = middle
    else bad = middle
  }
  const halves: Measured[] = []
  for (let round = 0; round < 3; round++) halves.push(await drive(url, path, event(run++), max / 2, 5, line))
  const half = halves.sort((a, b) => a.p99 - b.p99)[1] as Measured
  line.close()
  return { max, half, halves, steps }
}

/** A message nobody addressed to the bot, as Slack sends it, each in a channel of its own. */
export function slackMessages(epoch: string): (run: number) => Event {
  return (run) => (n) =>
    JSON.stringify({
      token: 'unused',
      team_id: 'T0BENCH',
      api_app_id: 'A0BENCH',
      type: 'event_callback',
      event_id: `Ev${epoch}${run}x${n}`,
      event_time: 1_790_000_000,
      authorizations: [{ enterprise_id: null, team_id: 'T0BENCH', user_id: 'UBOT', is_bot: true }],
      event: {
        type: 'message',
        channel: `C${run}N${n}`,
        channel_type: 'channel',
        user: `U${n % 500}`,
        team: 'T0BENCH',
        text: 'the quick brown fox jumps over the lazy dog and nobody asked it to do so',
        ts: `1790000000.${String(n).padStart(6, '0')}`,
        event_ts: `1790000000.${String(n).padStart(6, '0')}`,
      },
    })
}
