// The Events API: what happens in the workspace reaches the app, if it subscribed, may hear it and is there.
import type { Installation, Json } from '../model.ts'
import type { World } from '../world.ts'
import type { Carrier } from './carrier.ts'
import { createDeliveries } from './deliveries.ts'
import { eventsOf, type Occurrence } from './events-of.ts'

export type Events = {
  /** Resolves when every event told so far was tried once. */
  idle(): Promise<void>
  stop(): void
}

export function startEvents(world: World, carrier: Carrier): Events {
  const deliveries = createDeliveries(world, carrier)

  const stop = world.changes.listen((change) => {
    for (const installation of world.state.installations.values()) {
      for (const occurrence of eventsOf(world, change, installation)) {
        if (!isHeard(world, occurrence, installation)) continue
        deliveries.deliver(toEnvelope(world, occurrence, installation), String(occurrence.event.type))
      }
    }
  })

  return { idle: deliveries.idle, stop }
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
