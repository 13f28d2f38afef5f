// Signing in to the pages with a linked account, at emulated providers: the whole product, from the button to signing out everywhere.
import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../scripts/find-free-port.ts'
import { type Product, slackActor, startProduct } from '../support/on-every-platform.ts'
import { createPaperBrowser, type Page, type PaperBrowser } from '../support/paper-browser.ts'

const providers = ['google', 'github', 'microsoft'] as const
const people = ['ann', 'bob', 'eve'].map((name) => ({ email: `${name}@example.com`, login: name, name }))
const client = { id: 'bellhop-under-test', secret: 'a-secret-of-a-test' }

let product: Product
let emulators: Emulator[] = []
let address: string

beforeAll(async () => {
  const port = await findFreePort()
  address = `http://127.0.0.1:${port}`
  const environment: Record<string, string> = { PORT: String(port), PUBLIC_URL: address }
  for (const service of providers) {
    const clients = [
      {
        ...{ client_id: client.id, client_secret: client.secret, name: 'Bellhop' },
        redirect_uris: [`${address}/oauth/${service}/callback`],
      },
    ]
    const apps = service === 'github' ? { oauth_apps: clients } : { oauth_clients: clients }
    const seed = { [service]: { users: people, ...apps } }
    const emulator = await createEmulator({ service, port: await findFreePort(), seed })
    emulators = [...emulators, emulator]
    const name = service.toUpperCase()
    const tenant = service === 'microsoft' ? '/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0' : ''
    environment[`${name}_CLIENT_ID`] = client.id
    environment[`${name}_CLIENT_SECRET`] = client.secret
    environment[`${name}_BASE_URL`] = emulator.url + tenant
  }
  product = await startProduct(environment)
})
afterAll(async () => {
  await product?.stop()
  await Promise.all(emulators.map((emulator) => emulator.close()))
})

/** Somebody in Slack who has linked the account that this person has there. */
async function linked(name: string, provider: string, as: string) {
  const actor = slackActor(product, name)
  await actor.commands(`link ${provider}`)
  const url = new RegExp(`${address}/link/[\\w-]{22}`).exec(await actor.reads(/Open this page/))?.[0] ?? ''
  const browser = createPaperBrowser()
  const done = await browser.submit(await browser.submit(await browser.open(url)), `${as}@`)
  const code = /<output>link (\d{3}) (\d{3})<\/output>/.exec(done.text)?.slice(1).join('') ?? ''
  await actor.commands(`link ${code}`)
  await actor.reads(/are one person now/)
  return actor
}

async function signIn(browser: PaperBrowser, provider: string, as: string, at = `${address}/sign-in`): Promise<Page> {
  const atProvider = await browser.submit(await browser.open(at), `value="${provider}"`)
  return browser.submit(atProvider, `${as}@`)
}

describe.each(providers)('signing in with an account at %s', (provider) => {
  it('shows who one is, what one has linked and where one is signed in', async () => {
    await linked(`ann-${provider}`, provider, 'ann')
    const page = await signIn(createPaperBrowser(), provider, 'ann')
    expect(page.url).toBe(`${address}/me`)
    expect(page.text).toContain(`ann-${provider}`)
    expect(page.text).toContain('(this one)')
    expect(page.text).toContain('/api/v1/openapi.json')
    expect(page.text).toMatch(new RegExp(`${provider}:\\w+`))
  })

  it('is refused with the way to link where nobody has linked it, and makes no person', async () => {
    const browser = createPaperBrowser()
    const page = await signIn(browser, provider, 'eve')
    expect(page.status).toBe(403)
    expect(page.text).toContain(`type “link ${provider}” first`)
    expect((await browser.open(`${address}/me`)).status).toBe(401)
  })
})

describe('the sign-in', () => {
  it('leads back to the page one wanted, and never to another server', async () => {
    await linked('bob', 'google', 'bob')
    const to = (path: string) => `${address}/sign-in?${new URLSearchParams({ to: path })}`
    expect((await signIn(createPaperBrowser(), 'google', 'bob', to('/me?a=1'))).url).toBe(`${address}/me?a=1`)
    for (const elsewhere of ['https://evil.example/', '//evil.example/', '/\\evil.example'])
      expect((await signIn(createPaperBrowser(), 'google', 'bob', to(elsewhere))).url).toBe(`${address}/me`)
  })

  it('comes back only to the browser that began it, and once', async () => {
    const [mallory, victim] = [createPaperBrowser(), createPaperBrowser()]
    const atProvider = await mallory.submit(await mallory.open(`${address}/sign-in`), 'value="google"')
    const relayed = await victim.submit(await victim.open(atProvider.url), 'bob@')
    expect(relayed.text).toContain('I did not start this sign-in')
    expect((await victim.open(`${address}/me`)).status).toBe(401)
    const browser = createPaperBrowser()
    const begun = await browser.submit(await browser.open(`${address}/sign-in`), 'value="google"')
    const state = new URL(begun.url).searchParams.get('state')
    expect((await browser.submit(begun, 'bob@')).url).toBe(`${address}/me`)
    const again = await browser.open(`${address}/oauth/google/callback?code=a&state=${state}`)
    expect(again.text).toContain('I did not start this sign-in')
  })

  it('is not begun by a form of another site', async () => {
    const body = new URLSearchParams({ provider: 'google' })
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
      const answer = await fetch(`${address}/sign-in`, { method: 'POST', headers, body, redirect: 'manual' })
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
    }
  })

  it('gives a browser a new session, and ends the one that stood in it', async () => {
    const browser = createPaperBrowser()
    await signIn(browser, 'google', 'bob')
    const first = browser.cookies(address)
    await signIn(browser, 'google', 'bob')
    expect(browser.cookies(address).get('bellhop-session')).not.toBe(first.get('bellhop-session'))
    expect((await createPaperBrowser(address, first).open(`${address}/me`)).status).toBe(401)
    expect((await browser.open(`${address}/me`)).status).toBe(200)
  })

  it('says no at once when somebody says no at the provider', async () => {
    const browser = createPaperBrowser()
    const atProvider = await browser.submit(await browser.open(`${address}/sign-in`), 'value="google"')
    const state = new URL(atProvider.url).searchParams.get('state')
    const page = await browser.open(`${address}/oauth/google/callback?error=access_denied&state=${state}`)
    expect(page.text).toContain('you did not agree')
  })

  it('has pages without scripts, from nowhere else, that cannot be framed', async () => {
    const browser = createPaperBrowser()
    const pages = [await browser.open(`${address}/sign-in`), await signIn(browser, 'google', 'bob')]
    for (const { headers, text } of pages) {
      const policy = headers.get('content-security-policy')
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(text).not.toMatch(/<script|src=|@import|url\(/)
      expect(text).toContain('width=device-width')
    }
  })
})

describe('signing out', () => {
  it('ends the session of this browser', async () => {
    const browser = createPaperBrowser()
    const page = await signIn(browser, 'google', 'bob')
    const kept = browser.cookies(address)
    const id = kept.get('bellhop-session')?.split('.')[0]
    expect((await browser.submit(page, `value="${id}"`)).text).toContain('You are signed out')
    expect((await browser.open(`${address}/me`)).status).toBe(401)
    expect((await createPaperBrowser(address, kept).open(`${address}/me`)).status).toBe(401)
  })

  it('everywhere ends all of them, from the page and from the chat', async () => {
    const dan = await linked('dan', 'github', 'bob')
    const [one, other] = [createPaperBrowser(), createPaperBrowser()]
    await signIn(one, 'github', 'bob')
    const page = await signIn(other, 'github', 'bob')
    expect((await other.submit(page, 'value="all"')).text).toContain('everywhere else')
    expect((await one.open(`${address}/me`)).status).toBe(401)

    await signIn(one, 'github', 'bob')
    await dan.commands('sessions')
    await dan.reads(/Signed in by/)
    await dan.presses('Sign out everywhere')
    await dan.reads(/signed out of your browser/)
    expect((await one.open(`${address}/me`)).status).toBe(401)
    await dan.commands('sessions')
    await dan.reads(/signed in with no browser/)
  })

  it('is something an admin can do for somebody, and so is a suspension', async () => {
    await linked('zoe', 'microsoft', 'bob')
    const olivia = slackActor(product, 'olivia')
    const browser = createPaperBrowser()
    await signIn(browser, 'microsoft', 'bob')
    await olivia.commands('admin users sign-out zoe')
    await olivia.reads(/zoe is signed out of every browser/)
    expect((await browser.open(`${address}/me`)).status).toBe(401)

    await signIn(browser, 'microsoft', 'bob')
    await olivia.commands('admin users suspend zoe')
    await olivia.reads(/zoe is suspended/)
    expect((await browser.open(`${address}/me`)).status).toBe(401)
    await signIn(browser, 'microsoft', 'bob')
    expect((await browser.open(`${address}/me`)).text).toContain('Sign in')
  })

  it('comes with unlinking the account one signed in with', async () => {
    const pia = await linked('pia', 'google', 'eve')
    const browser = createPaperBrowser()
    await signIn(browser, 'google', 'eve')
    await pia.commands('unlink google')
    await pia.reads(/no longer yours here/)
    expect((await browser.open(`${address}/me`)).status).toBe(401)
  })

  it('happens to whoever copied the cookies and to whom they were copied from, and both the person and the admins hear of it', async () => {
    const kim = await linked('kim', 'google', 'eve')
    const victim = createPaperBrowser()
    await signIn(victim, 'google', 'eve')
    const thief = createPaperBrowser(
      address,
      new Map([['bellhop-renewal', victim.cookies(address).get('bellhop-renewal') ?? '']]),
    )
    victim.forgets(address, 'bellhop-session')
    for (let i = 0; i < 3; i++) {
      // Each is renewed twice, so that what the thief holds is older than what tabs could share.
      expect((await victim.open(`${address}/me`)).status).toBe(200)
      victim.forgets(address, 'bellhop-session')
    }
    const caught = await thief.open(`${address}/me`)
    expect(caught.status).toBe(401)
    expect(caught.text).toContain('used before')
    expect((await victim.open(`${address}/me`)).status).toBe(401)
    await kim.reads(/used by two/, 'privately')
    await product.slack.person('olivia').waitsFor(/browser session of kim was used by two/, { in: '@Bellhop' })
  })
})
