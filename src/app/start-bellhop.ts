// Brings Bellhop up the way its configuration says, and down again without losing anything.
import type { Api } from '../api/create-api.ts'
import { byMail, codeForm } from '../commands/second-factor/code.ts'
import { waysIn } from '../config.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { Config } from '../domain/config.ts'
import type { AccountKey, Caller } from '../domain/person.ts'
import { createLinkCheck } from '../gate/create-link-check.ts'
import { createStepUpCheck } from '../gate/create-step-up-check.ts'
import { checkAll } from '../http/check-all.ts'
import { createHttpServer, type HttpServer } from '../http/create-http-server.ts'
import { createMetrics } from '../http/create-metrics.ts'
import { ensureHome } from '../identity/ensure-home.ts'
import { createFactorMail, type FactorMail } from '../identity/second-factor/create-factor-mail.ts'
import { createSecondFactor } from '../identity/second-factor/create-second-factor.ts'
import type { IdentityProviders } from '../ports/identity-provider.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { dropSaved } from '../privacy/drop-saved.ts'
import { toJob } from '../router/errand-job.ts'
import { keepHouse } from '../router/keep-house.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import type { OpenedSource } from '../store/open-source.ts'
import { connectApi } from './connect-api.ts'
import { connectConsole, consoleWorkspace, savedIn, type Terminal } from './connect-console.ts'
import type { Connecting } from './connecting.ts'
import { createCore } from './create-core.ts'
import { openAnnouncing } from './declare-announcements.ts'
import { declareCommands } from './declare-commands.ts'
import { linkCheckOn } from './link-check-on.ts'
import { type ArtifactRoom, openArtifacts } from './open-artifacts.ts'
import { openAudit } from './open-audit.ts'
import { openCharts } from './open-charts.ts'
import { openErasing } from './open-erasing.ts'
import { type Instance, openInstance } from './open-instance.ts'
import { type Linkage, openLinking } from './open-linking.ts'
import { openSecrets } from './open-secrets.ts'
import { openSessions, type WebAccess } from './open-sessions.ts'
import { openSqlSources } from './open-sql-sources.ts'
import { probesOf } from './probes.ts'
import { prepareSimulator, type Simulation } from './start-simulator.ts'

export type Running = {
  /** Where the web server listens, when it does. */
  address: string | undefined
  /** The link that opens the playground, once; undefined when it stands above the prompt already. */
  playground: string | undefined
  /** Resolves when there is nothing left to do: the last line of a pipe was answered. */
  finished: Promise<void>
  stop(): Promise<void>
}

const houseQueue = 'house'
const artifactsTool = 'command:artifacts'

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
  const { store, queue } = instance
  const stops: (() => Promise<void>)[] = [instance.close]
  const stop = () => inReverse(stops)
  try {
    // Whoever sits at the terminal of an embedded instance can read its files anyway.
    const sitsHere = store.kind === 'embedded' && ways.console !== 'none'
    const owners = new Set(sitsHere ? [...config.owners, 'console:local'] : config.owners)
    const factor = createSecondFactor({ ...instance, clock: systemClock })
    const mail = await openMail(config, instance, log)
    const checks = [
      createLinkCheck({ ...linkCheckOn(store, () => linkage), toJob }),
      createStepUpCheck({ factor, form: codeForm, byMail: mail && byMail, toJob }),
    ]
    const core = createCore({
      ...{ store, queue, log, metrics, clock: systemClock, owners, checks },
      roleModel: config.roleModel,
    })
    const finished = Promise.withResolvers<void>()
    const onEnd = () => void core.idle().then(finished.resolve, finished.reject)
    const connecting = { config, ways, core, instance, log, metrics, registry: () => registry, isUnlimited }
    await ensureHome(store, ways.console === 'none' ? [] : [consoleWorkspace])
    const routes = await connect(connecting, terminal, onEnd)
    const room = await openArtifacts(config, instance, log)
    stops.push(room.close)
    // A worker answers what a web process took in.
    const api =
      ways.http || config.role === 'worker'
        ? connectApi(connecting, owners, room.artifacts)
        : { routes: [], endpoints: [] }
    routes.push(...api.routes)
    const sources = openSqlSources(config, store)
    const health = () => checkAll(probesOf(instance, room.objects, sources, core.platforms))
    const { linkage, access } = await openWeb(connecting, owners, api)
    const sandbox = openSandbox({ config: config.sandbox, log, metrics, looksAhead: config.role !== 'web' })
    stops.push(sandbox.stop)
    routes.push(...linkage.routes, ...access.routes)
    const charts = await openCharts(config, log)
    stops.push(charts.close)
    routes.push(
      ...room.routes({ door: access.door, hasSignIn: access.page !== undefined, mayLook: mayLookAtArtifacts }),
    )
    const registry = declareCommands({
      ...{ store, core, linkage, access, factor, mail, charts, sandbox, sources, checks: health, more },
      artifacts: { ...room.artifacts, hasSignIn: access.page !== undefined },
      secrets: openSecrets(instance),
    })
    async function mayLookAtArtifacts(caller: Caller): Promise<boolean> {
      const tool = registry.findTool(artifactsTool)
      return tool !== undefined && core.gate.mayRun(caller, tool, null)
    }
    const simulation = ways.simulator ? simulate(config, terminal, log, more) : undefined
    if (simulation) routes.push(...simulation.routes)
    // The prompt comes up with the core: what is to stand above it is written before.
    const isPrompt = ways.console === 'prompt' && config.http.port !== 0
    if (simulation && isPrompt) terminal.output.write(inviteTo(simulation.linkAt(addressOf(config))))
    const server = ways.http ? createHttpServer({ ...config.http, routes, health, metrics, log }) : undefined
    const audit = config.role === 'web' ? undefined : await openAudit({ ...instance, platforms: core.platforms, log })
    if (audit) stops.push(audit.stop)
    const { revoke } = linkage.unlink
    const erasing = openErasing({ ...instance, platforms: core.platforms, revoke, dropFiles, log })
    async function dropFiles(...somebody: Parameters<ArtifactRoom['eraseOf']>): Promise<void> {
      await room.eraseOf(...somebody)
      await dropSaved(savedIn(config), ...somebody)
    }
    if (config.role !== 'web') stops.push(erasing.stop)
    const announcing = openAnnouncing({ store, platforms: core.platforms, log })
    if (config.role !== 'web') stops.push(() => announcing.stop(() => true))
    stops.push(core.stop)
    await core.start(registry, { works: config.role !== 'web' })
    audit?.start()
    if (config.role !== 'web') {
      erasing.start()
      announcing.start()
      stops.push(beginHousekeeping(instance, room, log))
      stops.push(room.beginSweeping())
    }
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

type Web = { linkage: Linkage; access: WebAccess }

/** Linking accounts and signing in. The library that signs people in is read only where a provider is configured. */
async function openWeb(
  { config, core, instance, log }: Connecting,
  owners: ReadonlySet<AccountKey>,
  { endpoints }: Pick<Api, 'endpoints'>,
): Promise<Web> {
  const hasProvider = config.google ?? config.github ?? config.microsoft
  const providers: IdentityProviders = hasProvider
    ? (await import('../integrations/create-identity-providers.ts')).createIdentityProviders(config)
    : new Map()
  const { store, seal } = instance
  const shared = { store, seal, log, platforms: core.platforms, providers, publicUrl: config.http.publicUrl }
  const access = openSessions({ ...shared, owners, endpoints })
  return { access, linkage: openLinking({ ...shared, clock: systemClock, otherArrival: access.arrival }) }
}

/** The library that sends mail is read only where a server is configured. */
async function openMail(config: Config, { store, seal }: Instance, log: Log): Promise<FactorMail | undefined> {
  if (!config.mail) return undefined
  const { createSmtpMailer } = await import('../integrations/create-smtp-mailer.ts')
  return createFactorMail({ store, seal, clock: systemClock, log, mailer: createSmtpMailer(config.mail) })
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

/** Nobody waits for it: it is wanted once a night. */
function beginHousekeeping({ store, queue }: Instance, room: ArtifactRoom, log: Log): () => Promise<void> {
  async function begin() {
    const worker = await queue.work(houseQueue, 1, async () => {
      await keepHouse(store, log)
      await room.tidy()
    })
    await queue.schedule(houseQueue, 'forget', '17 3 * * *', 'UTC')
    return worker
  }
  const beginning = begin().catch((error) => log.error({ error }, 'What was settled long ago is not forgotten.'))
  return async () => (await beginning)?.close()
}

async function listen(server: HttpServer | undefined, stops: (() => Promise<void>)[]): Promise<string | undefined> {
  if (!server) return undefined
  stops.push(server.close)
  return server.listen()
}

/** What was started last stops first; a stop that fails does not keep the others from stopping. */
async function inReverse(stops: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything stopped as it should.')
}
