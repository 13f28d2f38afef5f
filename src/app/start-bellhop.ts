// Brings Bellhop up the way its configuration says, and down again without losing anything.
import { join } from 'node:path'
import { type ConsoleOptions, createConsoleBot } from '../../bots/console/create-console-bot.ts'
import { type WaysIn, waysIn } from '../config.ts'
import type { Config } from '../domain/config.ts'
import type { Registry } from '../gate/registry.ts'
import { checkAll } from '../http/check-all.ts'
import { createHttpServer, type HttpServer } from '../http/create-http-server.ts'
import { createMetrics, type MetricsRegistry } from '../http/create-metrics.ts'
import { ensureHome } from '../identity/ensure-home.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import { keepHouse } from '../router/keep-house.ts'
import { type Core, createCore } from './create-core.ts'
import { declareCommands } from './declare-commands.ts'
import { type Instance, openInstance } from './open-instance.ts'
import { probesOf } from './probes.ts'
import { systemClock } from './system-clock.ts'

export type Terminal = Pick<ConsoleOptions, 'input' | 'output' | 'env' | 'userName'> & {
  kind: 'terminal' | 'pipe' | 'none'
}

export type Running = {
  /** Where the web server listens, when it does. */
  address: string | undefined
  /** Resolves when there is nothing left to do: the last line of a pipe was answered. */
  finished: Promise<void>
  stop(): Promise<void>
}

const houseQueue = 'house'

export async function startBellhop(config: Config, terminal: Terminal, log: Log): Promise<Running> {
  const ways = waysIn(config, terminal.kind)
  const metrics = createMetrics()
  const instance = await openInstance(config, log)
  const stops: (() => Promise<void>)[] = [instance.close]
  const stop = () => inReverse(stops)
  try {
    const core = assemble(config, ways, instance, metrics, log)
    const finished = Promise.withResolvers<void>()
    const routes: Route[] = []
    if (ways.console !== 'none') {
      const onEnd = () => void core.idle().then(finished.resolve, finished.reject)
      core.connect(
        openConsole(config, ways, core, terminal, { onEnd, complete: (line) => complete(registry, line), log }),
      )
    }
    await ensureHome(
      instance.store,
      ways.console === 'none' ? [] : [{ key: 'console', platform: 'console', name: 'Terminal' }],
    )
    const checks = () => checkAll(probesOf(instance, core.platforms))
    const registry = declareCommands({ store: instance.store, core, checks })
    const server = ways.http ? createHttpServer({ ...config.http, routes, health: checks, metrics, log }) : undefined
    stops.push(core.stop)
    await core.start(registry, { receives: config.role !== 'worker', works: config.role !== 'web' })
    if (config.role !== 'web') stops.push(await startHousekeeping(instance, log))
    const address = await listen(server, stops)
    return { address, finished: finished.promise, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function assemble(config: Config, ways: WaysIn, instance: Instance, metrics: MetricsRegistry, log: Log): Core {
  const owners = new Set(config.owners)
  // Whoever sits at the terminal of an embedded instance can read its files anyway.
  if (instance.store.kind === 'embedded' && ways.console !== 'none') owners.add('console:local')
  return createCore({ store: instance.store, queue: instance.queue, log, metrics, clock: systemClock, owners })
}

type ConsoleParts = Pick<ConsoleOptions, 'onEnd' | 'complete' | 'log'>

function openConsole(config: Config, ways: WaysIn, core: Core, terminal: Terminal, parts: ConsoleParts) {
  const { kind: _kind, ...streams } = terminal
  return createConsoleBot({
    ...parts,
    ...streams,
    intake: core.intake,
    isTerminal: ways.console === 'prompt',
    answered: core.idle,
    historyFile: join(config.dataDir, 'console-history'),
    picturesDir: join(config.dataDir, 'pictures'),
  })
}

/** Command lines that begin with what was typed. */
function complete(registry: Registry, line: string): string[] {
  const typed = line.replace(/^\//, '').toLowerCase()
  return registry.commands().flatMap((entry) => (entry.name.startsWith(typed) ? [entry.name] : []))
}

async function startHousekeeping({ store, queue }: Instance, log: Log): Promise<() => Promise<void>> {
  const worker = await queue.work(houseQueue, 1, async () => void (await keepHouse(store, 30, log)))
  await queue.schedule(houseQueue, 'forget', '17 3 * * *', 'UTC')
  return () => worker.close()
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
