// Signing in to the pages, put together: who holds a session, the way to the providers, and how a theft is told.
import { documentPath } from '../api/open-api.ts'
import type { SessionOptions } from '../commands/sessions/session-options.ts'
import { currentCorrelation, newCorrelation } from '../domain/correlation.ts'
import type { AccountKey } from '../domain/person.ts'
import { whisper } from '../domain/reply.ts'
import type { Arrival } from '../identity/linking/link-routes.ts'
import type { Seal } from '../identity/seal.ts'
import { createSessions, type Sessions } from '../identity/sessions/create-sessions.ts'
import { createWebSignIn } from '../identity/sessions/create-web-sign-in.ts'
import type { ApiSummary } from '../identity/sessions/session-pages.ts'
import { createSessionRoutes, createSignInArrival } from '../identity/sessions/session-routes.ts'
import { createWebDoor, type WebDoor } from '../identity/sessions/web-door.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { IdentityProviders } from '../ports/identity-provider.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { planReply } from '../router/plan-reply.ts'
import { readAccounts, readAccountsOf, readWorkspacesOf } from '../store/identity/account-rows.ts'
import { readOrgsOf, type SessionRow } from '../store/identity/session-rows.ts'
import { asPlatform, asTenant } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { insertOutbox } from '../store/router/outbox-rows.ts'
import { readOrgName } from '../store/router/tenant-rows.ts'
import type { Sql } from '../store/sql.ts'

export type WebAccess = SessionOptions & {
  sessions: Sessions
  /** Which person with which rights a request is: for whoever serves pages. */
  door: WebDoor
  routes: Route[]
  arrival: Arrival
}

export type WebAccessParts = {
  store: Store
  seal: Seal
  log: Log
  owners: ReadonlySet<AccountKey>
  platforms: Platforms
  providers: IdentityProviders
  publicUrl: string | undefined
  endpoints: ApiSummary['endpoints']
}

export function openSessions(parts: WebAccessParts): WebAccess {
  const { store, seal, log, owners, providers, publicUrl, endpoints } = parts
  const clock = systemClock
  const sessions = createSessions({ store, clock, owners, warn: (sql, row) => warn(parts, sql, row) })
  const door = createWebDoor(sessions, publicUrl)
  const page = publicUrl && providers.size > 0 ? `${publicUrl}/me` : undefined
  const access = { sessions, door, page }
  if (!publicUrl || !page) return { ...access, routes: [], arrival: async () => undefined }
  const routes = {
    ...{ door, sessions, publicUrl },
    signIn: createWebSignIn({
      ...{ providers, seal, clock, log },
      redirectUri: (name) => `${publicUrl}/oauth/${name}/callback`,
      holderOf: (account) => holderOf(store, account),
    }),
    async describe({ caller: { org, person } }: Parameters<Parameters<typeof createSessionRoutes>[0]['describe']>[0]) {
      const [name, accounts] = await Promise.all([
        store.inOrgSql(org, readOrgName),
        readAccountsOf(store.sql, [person]),
      ])
      return { org: name ?? '', accounts, api: { documentPath, endpoints } }
    },
  }
  return { ...access, routes: createSessionRoutes(routes), arrival: createSignInArrival(routes) }
}

async function holderOf(store: Store, account: AccountKey) {
  const person = (await readAccounts(store.sql, [account])).get(account)?.person
  const [org] = person ? await readOrgsOf(store.sql, person) : []
  return person && org ? { org, person } : undefined
}

/** In every chat where they can be reached: whoever stole it has no say in those. */
async function warn({ store, platforms }: WebAccessParts, sql: Sql, row: SessionRow): Promise<void> {
  await sql(asPlatform)
  const [accounts, places] = [await readAccountsOf(sql, [row.person]), await readWorkspacesOf(sql, row.org)]
  const text = `Your browser session (${row.device}) was used by two, as when somebody copied its cookies. I ended it for both. If that was not a copy you made yourself, \`/sessions\` shows what else is open, and \`/sessions end all\` ends it.`
  const rows = accounts.flatMap(({ key }) => {
    const platform = platforms.get(key.split(':')[0] as never)
    const [to] = places.flatMap((place) => platform?.reach(key, place) ?? [])
    return platform && to ? planReply(platform, whisper(text), to, currentCorrelation() ?? newCorrelation()) : []
  })
  await insertOutbox(sql, rows)
  await sql(asTenant, [row.org])
  for (const platform of platforms.keys()) store.wake.ring(`outbox:${platform}`)
}
