// GitHub speaks OAuth without OpenID: who it is, its API says to whoever holds the token.
import * as client from 'openid-client'
import { z } from 'zod'
import type { OAuthConfig } from '../domain/config.ts'
import { BellhopError } from '../domain/errors.ts'
import type { IdentityProvider } from '../ports/identity-provider.ts'
import { grantFrom, isRefusal, memoOf, readMemo } from './oauth-memo.ts'

const scope = 'read:user user:email'
const timeoutMs = 10_000
const user = z.object({ id: z.number().int().positive(), login: z.string().min(1) })

export function createGithubProvider(config: OAuthConfig): IdentityProvider {
  const site = config.baseUrl ?? 'https://github.com'
  const api = config.baseUrl ?? 'https://api.github.com'
  const server = configurationOf(config, site)

  return {
    name: 'github',
    origins: async () => [new URL(site).origin],
    async begin(redirectUri) {
      const memo = { verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: '' }
      const url = client.buildAuthorizationUrl(server, {
        ...{ redirect_uri: redirectUri, scope, state: memo.state, code_challenge_method: 'S256' },
        code_challenge: await client.calculatePKCECodeChallenge(memo.verifier),
      })
      return { url: url.href, state: memo.state, memo: memoOf(memo) }
    },
    async finish(callbackUrl, text) {
      const memo = readMemo(text)
      const checks = { pkceCodeVerifier: memo.verifier, expectedState: memo.state }
      const tokens = await client.authorizationCodeGrant(server, callbackUrl, checks)
      const { id, login } = await whoIs(api, tokens.access_token)
      return { subject: String(id), name: login, grant: grantFrom(tokens, scope) }
    },
    async refresh(grant) {
      try {
        return grantFrom(await client.refreshTokenGrant(server, grant.refreshToken ?? ''), grant.scope, grant)
      } catch (error) {
        const code = isRefusal(error) ? 'forbidden' : 'unavailable'
        throw new BellhopError(code, 'GitHub did not renew its permission.', { cause: error })
      }
    },
    async revoke({ accessToken }) {
      const { clientId, clientSecret } = config
      const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')
      const answer = await fetch(`${api}/applications/${encodeURIComponent(clientId)}/grant`, {
        ...{ method: 'DELETE', redirect: 'error', signal: AbortSignal.timeout(timeoutMs) },
        headers: { accept: 'application/vnd.github+json', authorization: `Basic ${basic}` },
        body: JSON.stringify({ access_token: accessToken }),
      })
      return answer.ok
    },
  }
}

/** GitHub's own API version of an issuer: it tells nobody, so an answer that claims one is not from there. */
function configurationOf({ clientId, clientSecret }: OAuthConfig, site: string): client.Configuration {
  const metadata = {
    issuer: site,
    authorization_endpoint: `${site}/login/oauth/authorize`,
    token_endpoint: `${site}/login/oauth/access_token`,
  }
  const secret = clientSecret.reveal()
  const server = new client.Configuration(metadata, clientId, secret, client.ClientSecretPost(secret))
  server.timeout = timeoutMs / 1000
  if (site.startsWith('http:')) client.allowInsecureRequests(server)
  return server
}

async function whoIs(api: string, token: string): Promise<z.infer<typeof user>> {
  const answer = await fetch(`${api}/user`, {
    ...{ redirect: 'error', signal: AbortSignal.timeout(timeoutMs) },
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'Bellhop' },
  })
  if (!answer.ok) throw new BellhopError('unavailable', 'GitHub does not say who signed in.')
  return user.parse(await answer.json())
}
