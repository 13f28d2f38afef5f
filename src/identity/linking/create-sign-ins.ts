// Linking an account at a provider: the page behind the link, the sign-in it starts, and what comes back. The browser that pressed the
// button is the only one that may come back, and what it is shown counts only once the asker has typed it in the chat.
import type { AccountKey } from '../../domain/person.ts'
import { isProviderName, type ProviderName, providerLabels } from '../../domain/provider.ts'
import type { IdentityProvider, IdentityProviders, SignedIn } from '../../ports/identity-provider.ts'
import type { Log } from '../../ports/log.ts'
import type { LinkRow } from '../../store/identity/link-rows.ts'
import type { Cookies } from '../cookies.ts'
import { closeShown, type LinkingParts, openShown } from './create-linking.ts'
import { hashOf, newDigits, newPageToken } from './link-codes.ts'
import { type Commit, describe, type Ending, end } from './link-step.ts'

/** What a browser gets to see. */
export type Sight =
  | { kind: 'button'; row: LinkRow; provider: IdentityProvider }
  | { kind: 'away'; url: string; cookie: { name: string; value: string } }
  | { kind: 'code'; row: LinkRow; code: string }
  | { kind: 'refused'; text: string }

export type SignIns = {
  /** Whoever opens the link, people and machines alike: nothing changes by it. */
  look(token: string): Promise<Sight>
  /** The button: the link is used from here on, by this browser. */
  open(token: string, cookies: Cookies): Promise<Sight>
  arrive(provider: string, address: URL, cookies: Cookies): Promise<Sight>
}

export type SignInParts = LinkingParts & {
  providers: IdentityProviders
  /** Where providers send people back to. */
  redirectUri(provider: ProviderName): string
  cookieName(row: LinkRow): string
  /** Writes all of it, or nothing when somebody else was faster. */
  write(commit: Commit): Promise<boolean>
  log: Pick<Log, 'warn'>
}

export function createSignIns(parts: SignInParts): SignIns {
  const find = async (token: string) => parts.ledger.find({ tokenHash: hashOf(token) })
  return {
    async look(token) {
      const open = openFor(parts, await find(token))
      return open ? { kind: 'button', ...open } : dead
    },
    async open(token, cookies) {
      const open = openFor(parts, await find(token))
      return open ? begin(parts, open.row, open.provider, cookies) : dead
    },
    async arrive(name, address, cookies) {
      const state = address.searchParams.get('state')
      const row = state ? await parts.ledger.find({ stateHash: hashOf(state) }) : undefined
      return row ? arrive(parts, row, name, address, cookies) : unknown
    },
  }
}

const dead: Sight = {
  kind: 'refused',
  text: 'This link is used, expired or was replaced by a newer one. Ask for a new one in the chat.',
}
const unknown: Sight = {
  kind: 'refused',
  text: 'I did not start this sign-in, so I did nothing with it. Ask for a link in the chat.',
}
const raced: Sight = {
  kind: 'refused',
  text: 'Something else happened to this link at the same moment. Ask for a new one in the chat.',
}

function openFor(
  parts: SignInParts,
  row: LinkRow | undefined,
): { row: LinkRow; provider: IdentityProvider } | undefined {
  if (!row || !isProviderName(row.kind) || row.expiresAt <= parts.clock.now()) return undefined
  const provider = parts.providers.get(row.kind)
  return provider && (row.state === 'asked' || row.state === 'taken') ? { row, provider } : undefined
}

async function begin(parts: SignInParts, row: LinkRow, provider: IdentityProvider, cookies: Cookies): Promise<Sight> {
  const name = parts.cookieName(row)
  if (row.state === 'taken' && !isSameBrowser(row, cookies.get(name)))
    return finish(parts, row, {
      reason: 'the link was opened in a second browser',
      text: 'This link was used in another browser already. It is dead now; ask for a new one in the chat.',
    })
  const { url, state, memo } = await provider.begin(parts.redirectUri(provider.name))
  const value = row.state === 'taken' ? (cookies.get(name) ?? '') : newPageToken()
  const sealed = parts.seal.close(`link ${row.id}`, memo)
  const update: LinkRow = { ...row, state: 'taken', stateHash: hashOf(state), browserHash: hashOf(value), sealed }
  const audit = [{ act: 'link:opened', allowed: true, reason: row.kind, account: null, person: row.person }]
  const isOurs = await parts.write({ org: row.org, update, tell: [], audit })
  return isOurs ? { kind: 'away', url, cookie: { name, value } } : raced
}

async function arrive(parts: SignInParts, row: LinkRow, name: string, address: URL, cookies: Cookies): Promise<Sight> {
  const provider = isProviderName(name) ? parts.providers.get(name) : undefined
  if (!provider || row.kind !== name)
    return finish(parts, row, {
      reason: 'the sign-in came back from another provider',
      text: 'This answer came from another place than the one you were sent to. Nothing is linked.',
    })
  if (!isSameBrowser(row, cookies.get(parts.cookieName(row))))
    return finish(parts, row, {
      reason: 'the sign-in came back in another browser',
      text: 'This sign-in was started in another browser, perhaps by somebody else. Nothing is linked. If you did not ask for a link in a chat, just close this page.',
    })
  if (row.state === 'bound' || row.state === 'dead') return dead
  if (row.expiresAt <= parts.clock.now())
    return finish(parts, row, {
      reason: 'ten minutes had passed',
      text: 'That took longer than ten minutes. Ask for a new link in the chat.',
    })
  if (row.state === 'shown') return { kind: 'code', row, code: openShown(parts.seal, row).code }
  const signedIn = await signedInAt(parts, provider, row, address)
  return 'reason' in signedIn ? finish(parts, row, signedIn) : show(parts, row, provider, signedIn)
}

async function signedInAt(
  parts: SignInParts,
  provider: IdentityProvider,
  row: LinkRow,
  address: URL,
): Promise<SignedIn | { reason: string; text: string }> {
  const label = providerLabels[provider.name]
  if (address.searchParams.has('error'))
    return { reason: `${label} did not agree`, text: `${label} says that you did not agree, so nothing is linked.` }
  try {
    const signedIn = await provider.finish(address, parts.seal.open(`link ${row.id}`, row.sealed ?? ''))
    if (/^[\w.:|@-]{1,200}$/.test(signedIn.subject)) return signedIn
  } catch (error) {
    parts.log.warn({ error, provider: provider.name, link: row.id }, 'a sign-in did not hold')
  }
  return {
    reason: `the sign-in at ${label} did not hold`,
    text: `The sign-in at ${label} did not hold, so nothing is linked. Ask for a new link in the chat.`,
  }
}

async function show(parts: SignInParts, row: LinkRow, provider: IdentityProvider, signedIn: SignedIn): Promise<Sight> {
  const other: AccountKey = `${provider.name}:${signedIn.subject}`
  const seen: LinkRow = { ...row, other, otherName: signedIn.name.slice(0, 200) }
  const owner = await parts.ledger.ownerOf(other)
  if (owner && owner !== row.person)
    return finish(parts, seen, {
      reason: 'that account is somebody else already',
      text: `That ${providerLabels[provider.name]} account belongs to somebody else here, so I did not link it.`,
    })
  const code = newDigits()
  const update: LinkRow = {
    ...seen,
    state: 'shown',
    sealed: closeShown(parts.seal, row.id, { code, grant: JSON.stringify(signedIn.grant) }),
  }
  const text = `Somebody signed in as ${describe(other, seen.otherName)}. If that was you, type \`/link\` and the six digits that stand in the browser, here.`
  const tell = [{ account: row.asker, workspace: row.askerWorkspace, text }]
  const audit = [{ act: 'link:confirmed', allowed: true, reason: other, account: null, person: row.person }]
  return (await parts.write({ org: row.org, update, tell, audit })) ? { kind: 'code', row: update, code } : raced
}

/** The link is over, and both sides know why. */
async function finish(parts: SignInParts, row: LinkRow, why: Omit<Ending, 'by'>): Promise<Sight> {
  if (row.state === 'bound' || row.state === 'dead') return dead
  const { text, commit } = end(row, { ...why, by: null })
  if (commit) await parts.write(commit)
  return { kind: 'refused', text }
}

function isSameBrowser(row: LinkRow, cookie: string | undefined): boolean {
  return cookie !== undefined && row.browserHash !== null && hashOf(cookie) === row.browserHash
}
