// Carries one thing to the app, over HTTP or the app's socket, once, and writes it down.
import type { DeliveryEntry } from '../journal.ts'
import type { Json } from '../model.ts'
import type { World } from '../world.ts'
import { createPoster, type Post } from './post-to-app.ts'
import { type Reply, sayOutcome } from './reply.ts'
import type { EnvelopeType } from './sockets.ts'

type Parcel = {
  what: DeliveryEntry['what']
  type: string
  id: string
  body: Json
  attempt: number
  reason?: string | undefined
}

export type Carrier = { carry(parcel: Parcel): Promise<Reply> }

const envelopes: Record<Parcel['what'], EnvelopeType> = {
  event: 'events_api',
  verification: 'events_api',
  command: 'slash_commands',
  interaction: 'interactive',
  options: 'interactive',
}

export function createCarrier(world: World): Carrier {
  const post = createPoster(world)

  async function carry(parcel: Parcel): Promise<Reply> {
    const { what, type, id, body, attempt, reason } = parcel
    const way = world.app.socketMode ? 'socket' : 'http'
    const at = world.clock.now()
    const reply = way === 'socket' ? await overSocket(parcel) : await overHttp(parcel)
    const entry = { kind: 'delivery', way, what, type, id, body, attempt, at, outcome: sayOutcome(reply) } as const
    world.journal.add(reason === undefined ? entry : { ...entry, reason })
    return reply
  }

  function overSocket({ what, body, attempt, reason }: Parcel): Promise<Reply> {
    return world.sockets.send(envelopes[what], body, { attempt, reason })
  }

  async function overHttp(parcel: Parcel): Promise<Reply> {
    const url = addressFor(world, parcel.what)
    if (url === undefined) return { outcome: 'failed', reason: 'connection_failed' }
    return post({ url, ...written(parcel), headers: retryHeaders(parcel) })
  }

  return { carry }
}

function addressFor({ app }: World, what: Parcel['what']): string | undefined {
  switch (what) {
    case 'event':
    case 'verification':
      return app.eventsUrl
    case 'command':
      return app.commandsUrl ?? app.eventsUrl
    case 'interaction':
      return app.interactivityUrl ?? app.eventsUrl
    case 'options':
      return app.optionsUrl ?? app.interactivityUrl ?? app.eventsUrl
  }
}

const form = 'application/x-www-form-urlencoded'

function written({ what, body }: Parcel): Pick<Post, 'contentType' | 'body'> {
  switch (what) {
    case 'event':
    case 'verification':
      return { contentType: 'application/json', body: JSON.stringify(body) }
    case 'command':
      return { contentType: form, body: new URLSearchParams(body as Record<string, string>).toString() }
    default:
      return { contentType: form, body: new URLSearchParams({ payload: JSON.stringify(body) }).toString() }
  }
}

function retryHeaders({ attempt, reason }: Parcel): Record<string, string> {
  if (attempt === 0) return {}
  return { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': reason ?? 'unknown_error' }
}
