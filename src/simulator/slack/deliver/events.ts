// The Events API: what happens in the workspace reaches the app, with Slack's retries and, when asked, its faults.
import type { Told } from '../changes.ts'
import type { Installation, Json } from '../model.ts'
import type { DeliveryFault, World } from '../world.ts'
import type { Carrier } from './carrier.ts'
import { eventsOf, type Occurrence } from './events-of.ts'
import { isTaken, type Reply } from './reply.ts'

export type Events = {
  /** Resolves when every event told so far was tried once. */
  idle(): Promise<void>
  stop(): void
}

/** At once, at once again, after a minute, after five. */
const pausesMs = [0, 0, 60_000, 300_000]

export function startEvents(world: World, carrier: Carrier): Events {
  let trying = 0
  let whenIdle: (() => void)[] = []
  let held: (() => void)[] = []
  const stopListening = world.changes.listen(tell)

  function tell(change: Told): void {
    for (const installation of world.state.installations.values()) {
      for (const occurrence of eventsOf(world, change, installation)) {
        if (!isHeard(world, occurrence, installation)) continue
        const event = toEnvelope(world, occurrence, installation)
        deliver(event, String(occurrence.event.type))
      }
    }
  }

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

  return {
    idle: () => (trying === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
    stop: stopListening,
  }
}

function isHeard(world: World, { subscription, scope, channel, isFarewell }: Occurrence, to: Installation): boolean {
  if (!world.app.events.has(subscription) || !isListening(world)) return false
  if (isFarewell) return true
  const scopes = world.state.tokens.get(to.botToken)?.scopes ?? []
  if (!to.active || (scope && !scopes.includes(scope))) return false
  return channel === undefined || channel.members.has(to.botUserId)
}

function isListening({ app, sockets }: World): boolean {
  return app.socketMode ? sockets.wereOpen() : app.eventsUrl !== undefined
}

/** `x-slack-no-retry` counts on a refusal, not on silence. */
function isNotToBeRetried(reply: Reply): boolean {
  return reply.outcome === 'answered' && reply.headers['x-slack-no-retry'] === '1'
}

function toEnvelope(world: World, { event, channel }: Occurrence, to: Installation): Json {
  const isShared = (channel?.sharedWith.length ?? 0) > 0
  const author = world.state.users.get(String(event.user))
  const from = isShared && author ? { user_team: author.teamId, source_team: author.teamId } : {}
  return {
    token: world.app.verificationToken,
    team_id: to.teamId,
    context_team_id: to.teamId,
    context_enterprise_id: null,
    api_app_id: world.app.id,
    event: { ...event, ...from },
    type: 'event_callback',
    event_id: world.ids.next('Ev'),
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: to.teamId, user_id: to.botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: isShared,
    event_context: `4-${to.teamId}-${world.app.id}`,
  }
}
