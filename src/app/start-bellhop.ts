// Brings Bellhop up the way its configuration says, and down again without losing anything.
import { byMail, codeForm } from '../commands/second-factor/code.ts'
import { type WaysIn, waysIn } from '../config.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { Config } from '../domain/config.ts'
import type { AccountKey } from '../domain/person.ts'
import type { Check } from '../gate/check.ts'
import { createLinkCheck } from '../gate/create-link-check.ts'
import { createStepUpCheck } from '../gate/create-step-up-check.ts'
import { createHttpServer, type HttpServer } from '../http/create-http-server.ts'
import { createMetrics } from '../http/create-metrics.ts'
import { ensureHome } from '../identity/ensure-home.ts'
import { createFactorMail, type FactorMail } from '../identity/second-factor/create-factor-mail.ts'
import { createSecondFactor, type SecondFactor } from '../identity/second-factor/create-second-factor.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { toJob } from '../router/errand-job.ts'
import type { OpenedSource } from '../store/open-source.ts'
import { beginWork } from './begin-work.ts'
import { connectConsole, consoleWorkspace, type Terminal } from './connect-console.ts'
import type { Connecting } from './connecting.ts'
import { createCore } from './create-core.ts'
import { declareCommands } from './declare-commands.ts'
import { linkCheckOn } from './link-check-on.ts'
import { type Instance, openInstance } from './open-instance.ts'
import type { Linkage } from './open-linking.ts'
import { openRooms } from './open-rooms.ts'
import { openSecrets } from './open-secrets.ts'
import { prepareSimulator, type Simulation } from './start-simulator.ts'
import { type Stops, stopAll } from './stops.ts'
import { withWaiting } from './waiting-numbers.ts'

export type Running = {
  /** Where the web server listens, when it does. */
  address: string | undefined
  /** The link that opens the playground, once; undefined when it stands above the prompt already. */
  playground: string | undefined
  /** Resolves when there is nothing left to do: the last line of a pipe was answered. */
  finished: Promise<void>
  stop(): Promise<void>
}

type Extras = {
  /** Commands that are not Bellhop's own. */
  more?: CommandDeclaration[]
  /** The database, when it is being opened already. */
  source?: Promise<OpenedSource>
  /** The platforms set no limits, as simulated ones may. */
  isUnlimited?: boolean
}

export async function startBellhop(
  config: Config,
  terminal: Terminal,
  log: Log,
  { more = [], source, isUnlimited = false }: Extras = {},
): Promise<Running> {
  const ways = waysIn(config, terminal.kind)
  const metrics = createMetrics()
  const instance = await openInstance(config, log, source)
  const stops: Stops = [instance.close]
  const stop = () => stopAll(stops)
  try {
    const owners = ownersOf(config, ways, instance)
    const factors = await openFactors(config, instance, log)
    const checks = checksOf(instance, factors, () => rooms.linkage)
    const core = createCore({
      ...instance,
      log,
      metrics,
      clock: systemClock,
      owners,
      checks,
      roleModel: config.roleModel,
    })
    const connecting = { config, ways, core, instance, log, metrics, registry: () => registry, isUnlimited }
    const finished = Promise.withResolvers<void>()
    await ensureHome(instance.store, ways.console === 'none' ? [] : [consoleWorkspace])
    const doors = await connect(connecting, terminal, () => core.idle().then(finished.resolve, finished.reject))
    const rooms = await openRooms(connecting, owners, stops)
    const registry = declareCommands({
      ...{ ...rooms, ...factors, store: instance.store, core, checks: rooms.health, more },
      artifacts: { ...rooms.room.artifacts, hasSignIn: rooms.access.page !== undefined },
      secrets: openSecrets(instance),
    })
    const simulation = ways.simulator ? simulate(config, terminal, log, more) : undefined
    // The prompt comes up with the core: what is to stand above it is written before.
    const isPrompt = ways.console === 'prompt' && config.http.port !== 0
    if (simulation && isPrompt) terminal.output.write(inviteTo(simulation.linkAt(addressOf(config))))
    const routes = [...doors, ...rooms.routes, ...(simulation?.routes ?? [])]
    const server = ways.http
      ? createHttpServer({
          ...config.http,
          routes,
          health: rooms.health,
          metrics: withWaiting(metrics, instance.store),
          log,
        })
      : undefined
    await beginWork(connecting, rooms, stops)
    const address = await listen(server, stops)
    // Pages that wait for news are let go before the server waits for them.
    if (simulation) stops.push(simulation.stop)
    const playground = address && !isPrompt ? simulation?.linkAt(address) : undefined
    return { address, playground, finished: finished.promise, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Whoever sits at the terminal of an embedded instance can read its files anyway. */
function ownersOf(config: Config, ways: WaysIn, { store }: Instance): ReadonlySet<AccountKey> {
  const sitsHere = store.kind === 'embedded' && ways.console !== 'none'
  return new Set(sitsHere ? [...config.owners, 'console:local'] : config.owners)
}

type Factors = { factor: SecondFactor; mail: FactorMail | undefined }

/** The library that sends mail is read only where a server is configured. */
async function openFactors(config: Config, { store, seal }: Instance, log: Log): Promise<Factors> {
  const shared = { store, seal, clock: systemClock }
  const factor = createSecondFactor(shared)
  if (!config.mail) return { factor, mail: undefined }
  const { createSmtpMailer } = await import('../integrations/create-smtp-mailer.ts')
  return { factor, mail: createFactorMail({ ...shared, log, mailer: createSmtpMailer(config.mail) }) }
}

/** What the gate asks besides permission, limits and approval. */
function checksOf({ store }: Instance, { factor, mail }: Factors, linkage: () => Linkage): Check[] {
  return [
    createLinkCheck({ ...linkCheckOn(store, linkage), toJob }),
    createStepUpCheck({ factor, form: codeForm, byMail: mail && byMail, toJob }),
  ]
}

/** The SDK of a platform that nobody configured is not even read from disk. */
async function connect(connecting: Connecting, terminal: Terminal, onEnd: () => void): Promise<Route[]> {
  const { ways, config } = connecting
  if (ways.console !== 'none') connectConsole(connecting, terminal, onEnd)
  const { slack, telegram } = config
  return [
    ...(slack ? (await import('./connect-slack.ts')).connectSlack(connecting, slack) : []),
    ...(telegram ? (await import('./connect-telegram.ts')).connectTelegram(connecting, telegram) : []),
  ]
}

function simulate(config: Config, terminal: Terminal, log: Log, more: CommandDeclaration[]): Simulation {
  const own = log.child({ part: 'simulator' })
  const nobody: Terminal = { ...terminal, kind: 'none' }
  return prepareSimulator(config, (simulated) => startBellhop(simulated, nobody, own, { more }), own)
}

/** A sentence for whoever started Bellhop; a link that opens something has no place in a log. */
export function inviteTo(link: string): string {
  return `Try it as people see it in Slack and Telegram: ${link}\n`
}

/** Where the web server is going to listen. */
function addressOf({ http: { host, port } }: Config): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

async function listen(server: HttpServer | undefined, stops: Stops): Promise<string | undefined> {
  if (!server) return undefined
  stops.push(server.close)
  return server.listen()
}
