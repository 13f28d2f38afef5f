// From the inbox to the router, through Bolt: it tells the kinds of events apart and finds the installation; one middleware hands over.
import type { App, Logger, Receiver } from '@slack/bolt'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import { createSecret } from '../../src/domain/secret.ts'
import type { Log } from '../../src/ports/log.ts'
import { type Json, textAt } from './json.ts'
import type { People } from './know-people.ts'
import { kindOf, parseBody } from './parse-body.ts'
import { read } from './read.ts'
import { teamOf } from './to-arrival.ts'
import type { Installation, Workspaces } from './workspaces.ts'

export type Deliver = (arrival: StoredArrival, handle: (incoming: Incoming) => Promise<void>) => Promise<void>

type Options = { workspaces: Workspaces; people: People; apiUrl: string; log: Log }

const unknownEvent = 'Slack sent something Bellhop does not know.'

type Delivery = { take(installation: Installation): Promise<void>; failedWith?: unknown; isDone: boolean }

/** What `deliver` and `authorize` put into Bolt's context. Bolt does not ask who may tell that the app is gone. */
type Context = { delivery: Delivery; installation?: Installation; teamId?: string }

/** Tries that make an event wait for a Slack that does not say who somebody is. */
const patientTries = 3

export function createDeliver({ workspaces, people, apiUrl, log }: Options): Deliver {
  let bolt: Promise<App> | undefined

  /** Bolt takes a third of a second to load; the way in does not wait for it. */
  async function startBolt(): Promise<App> {
    const { App } = await import('@slack/bolt')
    const app = new App({
      receiver: noReceiver,
      authorize: async (_source, body) => authorize(body as unknown as Json),
      ignoreSelf: false,
      convoStore: false,
      attachFunctionToken: false,
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 } },
      logger: quietly(log),
    })
    app.use(async ({ context }) => handOver(context as unknown as Context))
    // Whoever delivers hears of it; there is nobody else to tell.
    app.error(async () => undefined)
    return app
  }

  async function authorize(body: Json) {
    const installation = await installationFor(body)
    return {
      botToken: installation.token.reveal(),
      botUserId: installation.botUser,
      teamId: installation.team,
      installation,
    }
  }

  async function installationFor(body: Json): Promise<Installation> {
    const team = teamOf(body) ?? ''
    const enterprise = textAt(body, 'authorizations', 0, 'enterprise_id') ?? textAt(body, 'enterprise', 'id')
    return workspaces.get(team, enterprise).catch(async (error) => {
      // What somebody from another company presses in a shared channel comes under their own team.
      const home = kindOf(body) === 'event' ? undefined : await workspaces.home()
      if (home) return home
      throw error
    })
  }

  return async (arrival, handle) => {
    const body = parseBody(arrival.body, arrival.contentType)
    if (!body) throw new BellhopError('invalid', 'That is nothing Slack sends.')
    const delivery: Delivery = {
      isDone: false,
      async take(where) {
        const isPatient = arrival.attempt < patientTries
        const { key: id, receivedAt } = arrival
        const incoming = await read({ body, id, where: named(where, body), people, isPatient, receivedAt })
        if (!incoming) return
        await handle(incoming)
        if (incoming.kind === 'uninstalled') await workspaces.remove(where.team, eventTime(body) ?? arrival.receivedAt)
      },
    }
    bolt ??= startBolt()
    const app = await bolt
    await app.processEvent({ body, ack: async () => undefined, customProperties: { delivery } }).catch((cause) => {
      // Bolt looks into events before anybody can say that they are none.
      if (!delivery.failedWith) throw new BellhopError('invalid', unknownEvent, { cause })
    })
    if (!delivery.isDone) throw delivery.failedWith ?? (await whyUnread(body))
  }

  /** An event that never came as far as the middleware. */
  async function whyUnread(body: Json): Promise<unknown> {
    if (!kindOf(body)) return new BellhopError('invalid', unknownEvent)
    return installationFor(body).then(
      () => new BellhopError('internal', 'The event was not handled.'),
      (error: unknown) => error,
    )
  }
}

async function handOver({ delivery, installation, teamId = '' }: Context): Promise<void> {
  try {
    await delivery.take(installation ?? goneFrom(teamId))
    delivery.isDone = true
  } catch (error) {
    delivery.failedWith = error
    throw error
  }
}

/** The event itself names the bot that hears of it. */
function named(where: Installation, body: Json): Installation {
  return where.botUser ? where : { ...where, botUser: textAt(body, 'authorizations', 0, 'user_id') ?? '' }
}

function goneFrom(team: string): Installation {
  return { team, name: team, token: createSecret(''), botUser: '', installedAt: 0 }
}

/** The end of the second that Slack names. */
function eventTime(body: Json): number | undefined {
  return typeof body.event_time === 'number' ? body.event_time * 1000 + 999 : undefined
}

const noReceiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined }

/** Bolt's own remarks, for whoever debugs; what matters reaches the log by the error of the event. */
function quietly(log: Log): Logger {
  const say = (...said: unknown[]) => log.debug({ said: said.map(String).join(' ').slice(0, 300) }, 'Bolt remarks')
  return {
    debug: () => undefined,
    info: say,
    warn: say,
    error: say,
    setLevel: () => undefined,
    setName: () => undefined,
    getLevel: () => infoLevel,
  }
}

/** The value of an enum that is known only once Bolt is loaded. */
const infoLevel = 'info' as ReturnType<Logger['getLevel']>
