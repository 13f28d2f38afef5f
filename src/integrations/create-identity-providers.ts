// The providers this installation has keys for.
import type { Config, OAuthConfig } from '../domain/config.ts'
import type { ProviderName } from '../domain/provider.ts'
import type { IdentityProvider, IdentityProviders } from '../ports/identity-provider.ts'
import { createGithubProvider } from './create-github-provider.ts'
import { createOidcProvider } from './create-oidc-provider.ts'

export function createIdentityProviders(config: Pick<Config, 'google' | 'github' | 'microsoft'>): IdentityProviders {
  const made = new Map<ProviderName, IdentityProvider>()
  if (config.google) made.set('google', google(config.google))
  if (config.github) made.set('github', createGithubProvider(config.github))
  if (config.microsoft) made.set('microsoft', microsoft(config.microsoft))
  return made
}

function google(config: OAuthConfig): IdentityProvider {
  return createOidcProvider(
    {
      name: 'google',
      issuer: config.baseUrl ?? 'https://accounts.google.com',
      scope: 'openid email profile',
      extra: { access_type: 'offline', prompt: 'consent' },
      subjectOf: (claims) => String(claims.sub),
    },
    config,
  )
}

function microsoft(config: OAuthConfig): IdentityProvider {
  return createOidcProvider(
    {
      name: 'microsoft',
      issuer: config.baseUrl ?? 'https://login.microsoftonline.com/common/v2.0',
      scope: 'openid email profile offline_access',
      // `sub` differs from app to app; tenant and object are the account itself.
      subjectOf: (claims) => (claims.oid && claims.tid ? `${claims.tid}:${claims.oid}` : String(claims.sub)),
    },
    config,
  )
}
