// A Slack workspace in this process: a real server, real protocol, people moved by speech, faults at will.
import { BellhopError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { FaultSwitches } from '../faults.ts'
import { type ChannelOptions, createCasting, type PersonOptions } from './casting.ts'
import type { Told } from './changes.ts'
import { type Carrier, createCarrier } from './deliver/carrier.ts'
import { startEvents } from './deliver/events.ts'
import { createInteractions } from './deliver/interactions.ts'
import type { Sockets } from './deliver/sockets.ts'
import { install, uninstall } from './installs.ts'
import type { Journal } from './journal.ts'
import type { Channel, Team, User } from './model.ts'
import { createPerson, type Person } from './people/person.ts'
import { type Watch, watchMessages } from './people/waiting.ts'
import { addTeam } from './residents.ts'
import { startServer } from './server.ts'
import { type Snapshot, snapshotFor } from './snapshot.ts'
import { type CallFault, createWorld, type DeliveryFault, type World, type WorldOptions } from './world.ts'

export type SlackWorkspaceOptions = WorldOptions & {
  teamName?: string
  eventsUrl?: string
  /** False when the app is to come in through OAuth first. */
  installed?: boolean
}

export type Credentials = {
  appId: string
  clientId: string
  clientSecret: string
  signingSecret: string
  verificationToken: string
  appToken: string
  teamId: string
  /** Empty until the app is installed. */
  botToken: string
  botUserId: string
  botId: string
}

export type Addresses = { eventsUrl?: string; commandsUrl?: string; interactivityUrl?: string; optionsUrl?: string }

export type SlackWorkspace = {
  url: string
  /** What SLACK_API_URL or `slackApiUrl` takes. */
  apiUrl: string
  authorizeUrl: string
  clock: Clock
  /** Read anew each time: an install changes them. */
  credentials(team?: string): Credentials
  /** Tells where the app listens; Slack checks the events address first, unless told not to. */
  connect(addresses: Addresses, options?: { verify?: boolean }): Promise<void>
  subscribe(events: string[]): void
  allowRedirects(urls: string[]): void
  team(name: string): Team
  person(name: string, options?: PersonOptions): Person
  channel(name: string, options?: ChannelOptions): Channel
  /** A conversation of several; its id is a place for people. */
  group(...names: string[]): Channel
  invite(name: string, channel: string): void
  remove(name: string, channel: string): void
  archive(channel: string, archived?: boolean): void
  changePerson(name: string, changed: Partial<Pick<User, 'guest' | 'isAdmin' | 'deleted' | 'realName' | 'email'>>): void
  install(options?: { team?: string; scopes?: string[] }): Credentials
  uninstall(team?: string): void
  faults: FaultSwitches<CallFault>
  deliveryFaults: FaultSwitches<DeliveryFault>
  journal: Journal
  sockets: Pick<Sockets, 'count' | 'disconnect' | 'freeze'>
  limitRates(on: boolean): void
  /** Resolves when every event so far was delivered or failed once. */
  idle(): Promise<void>
  observe(listener: (change: Told) => void): () => void
  snapshot(name: string): Snapshot
  close(): Promise<void>
}

export async function createSlackWorkspace(options: SlackWorkspaceOptions = {}): Promise<SlackWorkspace> {
  const world = createWorld(options)
  const carrier = createCarrier(world)
  const watch = watchMessages(world)
  const home = addTeam(world, options.teamName ?? 'Front Desk')
  const { teamOf, needUser, cast, ...casting } = createCasting(world, home)
  if (options.eventsUrl) world.app.eventsUrl = options.eventsUrl
  if (options.installed ?? true) install(world, home.id, world.app.scopes)
  const events = startEvents(world, carrier)
  const server = await startServer(world)
  world.address.url = server.url

  return {
    url: server.url,
    apiUrl: `${server.url}/api/`,
    authorizeUrl: `${server.url}/oauth/v2/authorize`,
    ...casting,
    ...controlsOf(world),
    credentials: (team) => credentialsOf(world, teamOf(team).id),
    connect: (addresses, { verify = true } = {}) => connect(world, carrier, addresses, verify),
    person: createCompany(world, carrier, watch, cast),
    install: ({ team, scopes } = {}) => {
      install(world, teamOf(team).id, scopes ?? world.app.scopes)
      return credentialsOf(world, teamOf(team).id)
    },
    uninstall: (team) => uninstall(world, teamOf(team).id),
    idle: events.idle,
    snapshot: (name) => snapshotFor(world, needUser(name)),
    async close() {
      events.stop()
      watch.stop()
      world.stopping.abort()
      world.sockets.close()
      await server.close()
    },
  }
}

function controlsOf(world: World) {
  return {
    clock: world.clock,
    faults: world.faults,
    deliveryFaults: world.deliveryFaults,
    journal: world.journal,
    sockets: world.sockets,
    observe: world.changes.listen,
    limitRates: (on: boolean) => {
      world.limits.on = on
    },
    subscribe: (names: string[]) => {
      world.app.events = new Set(names)
    },
    allowRedirects: (urls: string[]) => {
      world.app.redirectUrls.push(...urls)
    },
  }
}

/** Each name is one person, however often they are called. */
function createCompany(world: World, carrier: Carrier, watch: Watch, cast: (name: string, as: PersonOptions) => User) {
  const interactions = createInteractions(world, carrier)
  const known = new Map<string, Person>()
  return (name: string, wanted: PersonOptions = {}): Person => {
    const person = known.get(name) ?? createPerson(world, interactions, watch, cast(name, wanted))
    known.set(name, person)
    return person
  }
}

async function connect(world: World, carrier: Carrier, addresses: Addresses, verify: boolean): Promise<void> {
  Object.assign(world.app, addresses)
  if (!verify || world.app.socketMode || !addresses.eventsUrl) return
  const challenge = world.ids.next('ch')
  const body = { token: world.app.verificationToken, challenge, type: 'url_verification' }
  const parcel = { what: 'verification', type: 'url_verification', id: challenge, body, attempt: 0 } as const
  const reply = await carrier.carry(parcel)
  if (reply.outcome === 'answered' && reply.status === 200 && reply.body.includes(challenge)) return
  throw new BellhopError('unavailable', `The app at ${addresses.eventsUrl} did not repeat the challenge.`)
}

function credentialsOf(world: World, teamId: string): Credentials {
  const { app, state } = world
  const installation = state.installations.get(teamId)
  return {
    appId: app.id,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    signingSecret: app.signingSecret,
    verificationToken: app.verificationToken,
    appToken: app.appToken,
    teamId,
    botToken: installation?.botToken ?? '',
    botUserId: installation?.botUserId ?? '',
    botId: installation?.botId ?? '',
  }
}
