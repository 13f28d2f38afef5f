// What the server writes back; 'nothing' breaks the connection instead.
import type { CallFault, World } from './world.ts'

export type RouteAnswer = { status: number; headers?: Record<string, string>; body: string | Buffer }

/** What became of a request, for the caller and for the journal. */
export type Outcome = { answer: RouteAnswer | 'nothing'; outcome: string; effect: boolean }

/** Does what was asked, unless a fault that was switched on for it comes before or after. */
export async function meetingFaults(world: World, name: string, go: () => Promise<Outcome>): Promise<Outcome> {
  const faults = world.faults.take(name)
  for (const fault of faults) {
    if (fault.kind === 'slow') await world.clock.wait(fault.ms, world.stopping.signal)
    const stopped = stopBefore(fault)
    if (stopped) return stopped
  }
  const done = await go()
  if (!faults.some((fault) => fault.kind === 'answer lost')) return done
  return { ...done, answer: 'nothing', outcome: `answer lost (${done.outcome})` }
}

function stopBefore(fault: CallFault): Outcome | undefined {
  switch (fault.kind) {
    case 'refused':
      return { answer: 'nothing', outcome: 'refused', effect: false }
    case 'down': {
      const status = fault.status ?? 503
      return { answer: { status, body: 'upstream unavailable' }, outcome: `down ${status}`, effect: false }
    }
    case 'limited':
      return { answer: tooMany(fault.retryAfterSeconds), outcome: 'ratelimited', effect: false }
    case 'error':
      return { answer: json(200, { ok: false, error: fault.error }), outcome: fault.error, effect: false }
    default:
      return undefined
  }
}

export function tooMany(seconds: number): RouteAnswer {
  return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) })
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): RouteAnswer {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) }
}
