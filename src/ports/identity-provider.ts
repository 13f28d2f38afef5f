// A company that signs people in, as the linking of accounts sees it.
import type { ProviderName } from '../domain/provider.ts'

/** What a provider lets us do for somebody. Never logged, sealed at rest. */
export type Grant = { accessToken: string; refreshToken: string | null; expiresAt: number | null; scope: string }

/** A sign-in on its way: `state` comes back in the address, `memo` is ours to keep and to hand back. */
export type SignIn = { url: string; state: string; memo: string }

export type SignedIn = {
  /** Never given to anybody else there. */
  subject: string
  /** As people know themselves: an address, a login. */
  name: string
  grant: Grant
}

export type IdentityProvider = {
  name: ProviderName
  /** Where sign-in pages are, for the policy of ours that leads there. */
  origins(): Promise<string[]>
  begin(redirectUri: string): Promise<SignIn>
  /** Trades what came back for who it is; rejects unless it answers this very sign-in. */
  finish(callbackUrl: URL, memo: string): Promise<SignedIn>
  /** Rejects with `forbidden` when the person has taken the permission back. */
  refresh(grant: Grant): Promise<Grant>
  /** False when the provider has no way to be told. */
  revoke(grant: Grant): Promise<boolean>
}

export type IdentityProviders = ReadonlyMap<ProviderName, IdentityProvider>
