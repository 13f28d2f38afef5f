// Signing in to our pages with an account at a provider that a person has linked before. Whoever has linked none is nobody: no person is made here.
import { z } from 'zod'
import { isProviderName, type ProviderName, providerLabels, providerNames } from '../../domain/provider.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdentityProvider, IdentityProviders } from '../../ports/identity-provider.ts'
import type { Log } from '../../ports/log.ts'
import type { Seal } from '../seal.ts'
import { isSame } from './session-keys.ts'

/** Who signed in: an account that is somebody's, or nobody and why. */
export type SignedInAs =
  | { kind: 'person'; org: string; person: string; account: string; to: string }
  | { kind: 'nobody'; status: number; text: string }

export type WebSignIn = {
  providers(): ProviderName[]
  /** Where sign-in pages are. */
  origins(): Promise<string[]>
  /** `cookie` is what the browser is to bring back. */
  begin(provider: string, to: string): Promise<{ url: string; cookie: string } | undefined>
  /** Undefined when this browser began no such sign-in. */
  finish(provider: string, address: URL, cookie: string | undefined): Promise<SignedInAs | undefined>
}

type Parts = {
  providers: IdentityProviders
  seal: Seal
  clock: Pick<Clock, 'now'>
  log: Pick<Log, 'warn'>
  redirectUri(provider: ProviderName): string
  /** Whose that account is, and where. */
  holderOf(account: string): Promise<{ org: string; person: string } | undefined>
}

/** How long somebody may take at the provider. */
export const signInMs = 10 * 60_000
const place = 'passing sign-in'
const passing = z.object({
  ...{ provider: z.enum(providerNames), state: z.string(), memo: z.string(), to: z.string(), until: z.number() },
})

export function createWebSignIn(parts: Parts): WebSignIn {
  const { providers, seal, clock } = parts
  return {
    providers: () => [...providers.keys()],
    async origins() {
      const all = await Promise.allSettled([...providers.values()].map((provider) => provider.origins()))
      return all.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    },
    async begin(name, to) {
      const provider = isProviderName(name) ? providers.get(name) : undefined
      if (!provider) return undefined
      const { url, state, memo } = await provider.begin(parts.redirectUri(provider.name))
      const kept = { provider: provider.name, state, memo, to: localAddress(to), until: clock.now() + signInMs }
      return { url, cookie: seal.close(place, JSON.stringify(kept)) }
    },
    async finish(name, address, cookie) {
      const kept = cookie === undefined ? undefined : readPassing(seal, cookie)
      const state = address.searchParams.get('state')
      if (!kept || !state || !isSame(state, kept.state)) return undefined
      const provider = providers.get(kept.provider)
      if (!provider || kept.provider !== name)
        return nobody('This answer came from another place than the one you were sent to.')
      if (kept.until <= clock.now()) return nobody('That took longer than ten minutes.')
      return whoIs(parts, provider, address, kept)
    },
  }
}

/** An address on this very server: nobody is led elsewhere by a link to our sign-in. */
export function localAddress(to: string): string {
  return /^\/(?![/\\])[\w\-./~%?=&+]{0,500}$/.test(to) ? to : '/me'
}

function readPassing(seal: Seal, cookie: string): z.infer<typeof passing> | undefined {
  try {
    return passing.parse(JSON.parse(seal.open(place, cookie)))
  } catch {
    return undefined
  }
}

async function whoIs(
  { holderOf, log }: Parts,
  provider: IdentityProvider,
  address: URL,
  { memo, to }: z.infer<typeof passing>,
): Promise<SignedInAs> {
  const label = providerLabels[provider.name]
  if (address.searchParams.has('error')) return nobody(`${label} says that you did not agree.`)
  const signedIn = await provider.finish(address, memo).catch((error) => {
    log.warn({ error, provider: provider.name }, 'a sign-in did not hold')
    return undefined
  })
  if (!signedIn || !/^[\w.:|@-]{1,200}$/.test(signedIn.subject)) return nobody(`The sign-in at ${label} did not hold.`)
  const account = `${provider.name}:${signedIn.subject}`
  const holder = await holderOf(account)
  if (holder) return { kind: 'person', ...holder, account, to }
  return {
    ...{ kind: 'nobody', status: 403 },
    text: `I know nobody by the account ${signedIn.name.slice(0, 200)} at ${label}. Where I know you in a chat, type “link ${provider.name}” first; then sign in here.`,
  }
}

function nobody(text: string): SignedInAs {
  return { kind: 'nobody', status: 410, text: `${text} You are not signed in.` }
}
