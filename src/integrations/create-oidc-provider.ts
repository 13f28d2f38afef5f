// Google and Microsoft sign people in by OpenID Connect: who it is stands in a signed token made for us and for this one sign-in.
import * as client from 'openid-client'
import type { OAuthConfig } from '../domain/config.ts'
import { BellhopError } from '../domain/errors.ts'
import { type ProviderName, providerLabels } from '../domain/provider.ts'
import type { Grant, IdentityProvider } from '../ports/identity-provider.ts'
import { grantFrom, isRefusal, type Memo, memoOf, readMemo } from './oauth-memo.ts'

export type OidcSettings = {
  name: Extract<ProviderName, 'google' | 'microsoft'>
  issuer: string
  scope: string
  /** What the provider wants to see besides, such as the wish for a refresh token. */
  extra?: Record<string, string>
  /** The claims that together name an account for ever. */
  subjectOf(claims: Record<string, unknown>): string
}

export function createOidcProvider(settings: OidcSettings, config: OAuthConfig): IdentityProvider {
  const { name, scope, extra = {} } = settings
  const label = providerLabels[name]
  let known: Promise<client.Configuration> | undefined

  /** Asked when first needed, and again after a failure: a provider that is down does not keep Bellhop from starting. */
  function discovered(): Promise<client.Configuration> {
    known ??= discover(settings, config).catch((error) => {
      known = undefined
      throw new BellhopError('unavailable', `${label} does not answer.`, { cause: error })
    })
    return known
  }

  return {
    name,
    async origins() {
      const { authorization_endpoint: endpoint = settings.issuer } = (await discovered()).serverMetadata()
      return [new URL(endpoint).origin]
    },
    async begin(redirectUri) {
      const memo: Memo = {
        verifier: client.randomPKCECodeVerifier(),
        state: client.randomState(),
        nonce: client.randomNonce(),
      }
      const url = client.buildAuthorizationUrl(await discovered(), {
        ...{ ...extra, redirect_uri: redirectUri, scope, response_type: 'code', state: memo.state, nonce: memo.nonce },
        ...{ code_challenge: await client.calculatePKCECodeChallenge(memo.verifier), code_challenge_method: 'S256' },
      })
      return { url: url.href, state: memo.state, memo: memoOf(memo) }
    },
    async finish(callbackUrl, text) {
      const memo = readMemo(text)
      const tokens = await client.authorizationCodeGrant(await discovered(), callbackUrl, {
        ...{
          pkceCodeVerifier: memo.verifier,
          expectedState: memo.state,
          expectedNonce: memo.nonce,
          idTokenExpected: true,
        },
      })
      const claims: Record<string, unknown> = tokens.claims() ?? {}
      const named = [claims.email, claims.preferred_username, claims.name].find((claim) => typeof claim === 'string')
      return { subject: settings.subjectOf(claims), name: named ?? name, grant: grantFrom(tokens, scope) }
    },
    async refresh(grant) {
      try {
        const tokens = await client.refreshTokenGrant(await discovered(), grant.refreshToken ?? '')
        return grantFrom(tokens, grant.scope, grant)
      } catch (error) {
        if (isRefusal(error)) throw new BellhopError('forbidden', `${label} no longer allows it.`, { cause: error })
        throw new BellhopError('unavailable', `${label} does not answer.`, { cause: error })
      }
    },
    revoke: async (grant) => revoke(await discovered(), grant),
  }
}

async function discover(
  { issuer }: OidcSettings,
  { clientId, clientSecret }: OAuthConfig,
): Promise<client.Configuration> {
  const server = new URL(issuer)
  const isPlain = server.protocol === 'http:'
  const execute = isPlain ? [client.allowInsecureRequests] : []
  const secret = clientSecret.reveal()
  const found = await client.discovery(server, clientId, secret, client.ClientSecretPost(secret), {
    execute,
    timeout: 10,
  })
  found.timeout = 10
  return found
}

async function revoke(configuration: client.Configuration, { refreshToken, accessToken }: Grant): Promise<boolean> {
  if (!configuration.serverMetadata().revocation_endpoint) return false
  await client.tokenRevocation(configuration, refreshToken ?? accessToken)
  return true
}
