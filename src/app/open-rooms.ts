// The rooms of the house that tools and pages work with: files, figures, the sandbox, charts, linked accounts.
import type { Api } from '../api/create-api.ts'
import type { AccountKey, Caller } from '../domain/person.ts'
import { checkAll } from '../http/check-all.ts'
import type { Check } from '../ports/health.ts'
import type { IdentityProviders } from '../ports/identity-provider.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { connectApi } from './connect-api.ts'
import type { Connecting } from './connecting.ts'
import { type ArtifactRoom, openArtifacts } from './open-artifacts.ts'
import { openCharts } from './open-charts.ts'
import { type Linkage, openLinking } from './open-linking.ts'
import { openSessions, type WebAccess } from './open-sessions.ts'
import { openSqlSources } from './open-sql-sources.ts'
import { probesOf } from './probes.ts'
import type { Stops } from './stops.ts'

const artifactsTool = 'command:artifacts'

export type Rooms = Web & {
  room: ArtifactRoom
  charts: Awaited<ReturnType<typeof openCharts>>
  sandbox: ReturnType<typeof openSandbox>
  sources: ReturnType<typeof openSqlSources>
  health: () => Promise<Check[]>
  routes: Route[]
}

export async function openRooms(connecting: Connecting, owners: ReadonlySet<AccountKey>, stops: Stops): Promise<Rooms> {
  const { config, ways, core, instance, log, metrics } = connecting
  const room = await openArtifacts(config, instance, log)
  stops.push(room.close)
  // A worker answers what a web process took in.
  const isAsked = ways.http || config.role === 'worker'
  const api = isAsked ? connectApi(connecting, owners, room.artifacts) : { routes: [], endpoints: [] }
  const sources = openSqlSources(config, instance.store)
  const web = await openWeb(connecting, owners, api)
  const sandbox = openSandbox({ config: config.sandbox, log, metrics, looksAhead: config.role !== 'web' })
  stops.push(sandbox.stop)
  const charts = await openCharts(config, log)
  stops.push(charts.close)
  const files = room.routes({ ...web.access, hasSignIn: web.access.page !== undefined, mayLook })
  return {
    ...{ ...web, room, sources, sandbox, charts },
    health: () => checkAll(probesOf(instance, room.objects, sources, core.platforms)),
    routes: [...api.routes, ...web.linkage.routes, ...web.access.routes, ...files],
  }

  async function mayLook(caller: Caller): Promise<boolean> {
    const tool = connecting.registry().findTool(artifactsTool)
    return tool !== undefined && core.gate.mayRun(caller, tool, null)
  }
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
