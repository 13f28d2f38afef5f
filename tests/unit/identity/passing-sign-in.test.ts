// A sign-in on its way: it counts at the provider it was begun at, for ten minutes, and for whoever is known by that account.
import { expect, it } from 'vitest'
import type { ProviderName } from '../../../src/domain/provider.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { createSeal } from '../../../src/identity/seal.ts'
import { createWebSignIn, localAddress } from '../../../src/identity/sessions/create-web-sign-in.ts'
import type { IdentityProvider } from '../../../src/ports/identity-provider.ts'

let now = 1_000_000
const seal = createSeal([createSecret(Buffer.alloc(32, 7).toString('base64'))])
const signIn = createWebSignIn({
  ...{ seal, clock: { now: () => now }, log: { warn: () => undefined } },
  providers: new Map([provider('google'), provider('github')]),
  redirectUri: (name) => `https://bellhop.test/oauth/${name}/callback`,
  holderOf: async () => ({ org: 'o', person: 'p' }),
})

function provider(name: ProviderName): [ProviderName, IdentityProvider] {
  const signedIn = {
    subject: 'ann',
    name: 'Ann',
    grant: { accessToken: '', refreshToken: null, expiresAt: null, scope: '' },
  }
  return [
    name,
    {
      ...{
        name,
        origins: async () => [],
        begin: async () => ({ url: 'https://there.test', state: 'state', memo: '' }),
      },
      ...{ finish: async () => signedIn, refresh: async (grant) => grant, revoke: async () => true },
    },
  ]
}

const back = (state = 'state') => new URL(`https://bellhop.test/callback?state=${state}&code=1`)
const begun = async () => (await signIn.begin('google', '/artifacts'))?.cookie

it('is somebody where it was begun', async () => {
  const came = await signIn.finish('google', back(), await begun())
  expect(came).toEqual({ kind: 'person', org: 'o', person: 'p', account: 'google:ann', to: '/artifacts' })
})

it('is nobody when it comes back from another provider', async () => {
  const came = await signIn.finish('github', back(), await begun())
  expect(came).toMatchObject({ kind: 'nobody', text: expect.stringMatching(/another place.*not signed in/) })
})

it('is nothing without the cookie it was begun with, or with another state', async () => {
  expect(await signIn.finish('google', back(), undefined)).toBeUndefined()
  expect(await signIn.finish('google', back('other'), await begun())).toBeUndefined()
  expect(await signIn.finish('google', back(), `${await begun()}A`)).toBeUndefined()
})

it('is over after ten minutes', async () => {
  const cookie = await begun()
  now += 10 * 60_000
  expect(await signIn.finish('google', back(), cookie)).toMatchObject({
    kind: 'nobody',
    text: expect.stringMatching(/ten minutes/),
  })
})

it.each(['//evil.test', '/\\evil.test', 'https://evil.test', 'evil', '/a\nb', '/<script>'])(
  'leads nobody to %s',
  (address) => {
    expect(localAddress(address)).toBe('/me')
  },
)
