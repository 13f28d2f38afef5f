// One event on its way: with Slack's retries and, when asked, its faults.
import type { Json } from '../model.ts'
import type { DeliveryFault, World } from '../world.ts'
import type { Carrier } from './carrier.ts'
import { isTaken, type Reply } from './reply.ts'

type Deliveries = {
  deliver(envelope: Json, type: string): Promise<void>
  /** Resolves when everything handed over so far was tried once. */
  idle(): Promise<void>
}

/** At once, at once again, after a minute, after five. */
const pausesMs = [0, 0, 60_000, 300_000]

export function createDeliveries(world: World, carrier: Carrier): Deliveries {
  let trying = 0
  let whenIdle: (() => void)[] = []
  let held: (() => void)[] = []

  async function deliver(envelope: Json, type: string): Promise<void> {
    const faults = world.deliveryFaults.take(type)
    const has = (kind: DeliveryFault['kind']) => faults.some((fault) => fault.kind === kind)
    if (has('lost')) return
    for (const fault of faults) {
      if (fault.kind === 'late') await world.clock.wait(fault.ms, world.stopping.signal)
    }
    if (has('out of order')) await new Promise<void>((resolve) => held.push(resolve))
    await tryUntilTaken(envelope, type)
    if (has('duplicate')) await tryUntilTaken(envelope, type)
    if (has('again under a new id')) await tryUntilTaken({ ...envelope, event_id: world.ids.next('Ev') }, type)
  }

  async function tryUntilTaken(body: Json, type: string): Promise<void> {
    trying += 1
    let reason: string | undefined
    for (const [attempt, pause] of pausesMs.entries()) {
      if (pause > 0) await world.clock.wait(pause, world.stopping.signal)
      if (world.stopping.signal.aborted) return
      const reply = await carrier.carry({ what: 'event', type, id: String(body.event_id), body, attempt, reason })
      if (attempt === 0) wasTried()
      if (isTaken(reply) || isNotToBeRetried(reply)) return
      reason = reply.outcome === 'failed' ? reply.reason : 'http_error'
    }
  }

  function wasTried(): void {
    trying -= 1
    const [waiting, released] = [whenIdle, held]
    held = []
    for (const release of released) release()
    if (trying > 0 || released.length > 0) return
    whenIdle = []
    for (const resolve of waiting) resolve()
  }

  return { deliver, idle: () => (trying === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))) }
}

/** `x-slack-no-retry` counts on a refusal, not on silence. */
function isNotToBeRetried(reply: Reply): boolean {
  return reply.outcome === 'answered' && reply.headers['x-slack-no-retry'] === '1'
}
