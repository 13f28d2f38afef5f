// Linking accounts, put together: the questions in the database, the providers that are configured, and how both sides are told.

import type { LinkOptions } from '../commands/link.ts'
import type { UnlinkOptions } from '../commands/unlink.ts'
import { currentCorrelation, newCorrelation } from '../domain/correlation.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import { isProviderName } from '../domain/provider.ts'
import { referenceOf } from '../domain/reference.ts'
import { whisper } from '../domain/reply.ts'
import { createGrants, type Grants } from '../identity/linking/create-grants.ts'
import { createLinking, type Linking } from '../identity/linking/create-linking.ts'
import { createMerges, type MergePayload } from '../identity/linking/create-merges.ts'
import { createSignIns } from '../identity/linking/create-sign-ins.ts'
import { keepLinks, writeCommit } from '../identity/linking/keep-links.ts'
import { type Arrival, createLinkRoutes } from '../identity/linking/link-routes.ts'
import { type Commit, type Party, partyOf, refuse, type Step, type Telling } from '../identity/linking/link-step.ts'
import type { Seal } from '../identity/seal.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdentityProviders } from '../ports/identity-provider.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import { planReply } from '../router/plan-reply.ts'
import { readAccounts, readAccountsOf, readWorkspacesOf } from '../store/identity/account-rows.ts'
import { deleteAccount, releaseAccount } from '../store/identity/grant-rows.ts'
import { findLink } from '../store/identity/link-rows.ts'
import { readMembers } from '../store/identity/member-rows.ts'
import { endSessions } from '../store/identity/session-rows.ts'
import { asOrgTransaction, asPlatform, asTenant, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import type { NewOutboxRow } from '../store/router/outbox-rows.ts'
import { insertAudit } from '../store/router/tenant-rows.ts'

export type Linkage = {
  link: LinkOptions
  unlink: UnlinkOptions
  offerMerge(caller: Caller, keep: string, leave: string): Promise<Step>
  linking: Linking
  grants: Grants
  routes: Route[]
}

export type LinkageParts = {
  store: Store
  seal: Seal
  clock: Clock
  log: Log
  platforms: Platforms
  providers: IdentityProviders
  publicUrl: string | undefined
  /** Whoever comes back from a provider for something else than a link. */
  otherArrival: Arrival
}

export function openLinking(parts: LinkageParts): Linkage {
  const { store, seal, clock, providers, publicUrl } = parts
  const core = { ledger: keepLinks(store), seal, clock }
  const linking = createLinking(core)
  const merges = createMerges(core)
  const grants = createGrants({ sql: store.sql, seal, clock, providers })
  const writing = { seal, tell: tellBy(parts.platforms) }

  async function write(transaction: unknown, commit: Commit, key: string): Promise<void> {
    const sql = sqlIn(asOrgTransaction(transaction))
    const [own] = await sql<{ org: string }>("select current_setting('app.org') as org")
    if (!own || !(await writeCommit(sql, commit, writing, referenceOf(key)))) throw faster()
    // Whoever moves may be of another org than the link, and the rest of the transaction is theirs.
    await sql(asTenant, [own.org])
  }

  return {
    linking,
    grants,
    offerMerge: async (caller, keep, leave) => {
      const sides = await Promise.all([keep, leave].map((account) => partyAt(store, caller.org, account)))
      const [first, second] = sides
      if (!first || !second) return refuse('I do not know one of these accounts. `/admin users` shows all of them.')
      return merges.offer(partyOf(caller, first.workspace), first, second)
    },
    link: {
      linking,
      write,
      async confirm(party, id) {
        const row = await findLink(store.sql, { id })
        const isMine = row && (row.asker === party.account || row.other === party.account)
        if (row?.kind !== 'merge' || !isMine) return linking.confirm(party, id)
        return merges.accept(party, row, await rolesOf(store, row.org, row.payload))
      },
      pageAt: (token) => (publicUrl ? `${publicUrl}/link/${token}` : undefined),
      hasProvider: (name) => providers.has(name),
      shortcuts: (token, from) => shortcutsOn(parts.platforms, token, from),
    },
    unlink: {
      accountsOf: (person) => readAccountsOf(store.sql, [person]),
      revoke: grants.revoke,
      write: (transaction, caller, account, key) => letGo(transaction, caller, account, referenceOf(key)),
    },
    routes: publicUrl && providers.size > 0 ? signInRoutes(parts, publicUrl, core, writing) : [],
  }
}

function faster(): BellhopError {
  return new BellhopError('conflict', 'Something else happened to this link at the same moment.', {
    nextStep: 'Type `/whoami` to see where you are, and `/link` to ask anew.',
  })
}

type Core = Parameters<typeof createLinking>[0]
type Writing = Parameters<typeof writeCommit>[2]

function signInRoutes(
  { store, providers, log, platforms, otherArrival }: LinkageParts,
  publicUrl: string,
  core: Core,
  writing: Writing,
): Route[] {
  const signIns = createSignIns({
    ...{ ...core, providers, log },
    redirectUri: (name) => `${publicUrl}/oauth/${name}/callback`,
    cookieName: ({ id }) => `link-${id.slice(0, 8)}`,
    async write(commit) {
      const correlation = currentCorrelation() ?? newCorrelation()
      try {
        await store.transact(async (sql) => {
          if (!(await writeCommit(sql, commit, writing, correlation))) throw faster()
        })
      } catch (error) {
        if (error instanceof BellhopError && error.code === 'conflict') return false
        throw error
      }
      for (const platform of platforms.keys()) store.wake.ring(`outbox:${platform}`)
      return true
    },
  })
  return createLinkRoutes(signIns, publicUrl, otherArrival)
}

function tellBy(platforms: Platforms) {
  return ({ account, workspace, text }: Telling, correlation: string): NewOutboxRow[] => {
    const platform = platforms.get(account.split(':')[0] as never)
    const to = platform?.reach(account, workspace)
    return platform && to ? planReply(platform, whisper(text), to, correlation) : []
  }
}

/** Links that open the other platforms with the code in hand. */
function shortcutsOn(platforms: Platforms, token: string, from: string) {
  return [...platforms.values()].flatMap((platform) => {
    const url = from.startsWith(`${platform.platform}:`) ? null : platform.openWith?.(token)
    return url ? [{ label: 'Open Telegram', url }] : []
  })
}

async function partyAt(store: Store, org: string | null, key: string): Promise<Party | undefined> {
  const account = (await readAccounts(store.sql, [key])).get(key)
  if (!org || !account?.person) return undefined
  const { person, name } = account
  const member = (await store.inOrgSql(org, (sql) => readMembers(sql, [person]))).get(person)
  const places = await readWorkspacesOf(store.sql, org)
  const [kind = '', team = ''] = key.split(':')
  const workspace =
    places.find((place) => place === `${kind}:${team}`) ?? places.find((place) => place.split(':')[0] === kind)
  return member && workspace ? { account: key, name, workspace, org, person, role: member.role } : undefined
}

async function rolesOf(store: Store, org: string, payload: string | null) {
  const { keep, leave } = JSON.parse(payload ?? '{}') as MergePayload
  const members = await store.inOrgSql(org, (sql) => readMembers(sql, [keep, leave]))
  return { keep: members.get(keep)?.role ?? 'stranger', leave: members.get(leave)?.role ?? 'stranger' } as const
}

async function letGo(transaction: unknown, caller: Caller, account: string, correlation: string): Promise<void> {
  const { org, person } = caller
  if (!org || !person) throw faster()
  const sql = sqlIn(asOrgTransaction(transaction))
  await sql(asPlatform)
  const release = isProviderName(account.split(':')[0] ?? '') ? deleteAccount : releaseAccount
  if (!(await release(sql, account, person))) throw faster()
  await sql(asTenant, [org])
  await endSessions(sql, { person, account }, 'unlinked')
  const entry = { person, account: caller.account, place: null, act: 'link:released', digest: null, allowed: true }
  await insertAudit(sql, org, [{ ...entry, reason: account, result: null, correlation }])
}
