// Linking Google, GitHub and Microsoft, from the chat through the page to the provider and back: the whole product at emulated providers.
import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../scripts/find-free-port.ts'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { type Product, slackActor, startProduct } from '../support/on-every-platform.ts'
import { createPaperBrowser, type Page } from '../support/paper-browser.ts'

const people = ['ann', 'bob', 'eve'].map((name) => ({ email: `${name}@example.com`, login: name, name }))
const client = { id: 'bellhop-under-test', secret: 'a-secret-of-a-test' }

/** Stands for whatever acts for somebody at Google. */
const mail = defineCommand({
  name: 'mail',
  summary: 'Says how many letters wait',
  needs: 'google',
  permission: 'member',
  run: async ({ caller }) => say(`${caller.name} has 3 letters waiting`),
})

let product: Product
let google: Emulator
let github: Emulator
let microsoft: Emulator
let address: string

beforeAll(async () => {
  const ports = await Promise.all(Array.from({ length: 4 }, () => findFreePort()))
  const [port, googlePort = 0, githubPort = 0, microsoftPort = 0] = ports
  address = `http://127.0.0.1:${port}`
  const oauth = (provider: string) => ({
    ...{ client_id: client.id, client_secret: client.secret, name: 'Bellhop' },
    redirect_uris: [`${address}/oauth/${provider}/callback`],
  })
  google = await createEmulator({
    ...{ service: 'google', port: googlePort },
    seed: { google: { users: people, oauth_clients: [oauth('google')] } },
  })
  github = await createEmulator({
    ...{ service: 'github', port: githubPort },
    seed: { github: { users: people, oauth_apps: [oauth('github')] } },
  })
  microsoft = await createEmulator({
    ...{ service: 'microsoft', port: microsoftPort },
    seed: { microsoft: { users: people, oauth_clients: [oauth('microsoft')] } },
  })
  product = await startProduct(
    {
      ...{ PORT: String(port), PUBLIC_URL: address },
      ...{ GOOGLE_CLIENT_ID: client.id, GOOGLE_CLIENT_SECRET: client.secret, GOOGLE_BASE_URL: google.url },
      ...{ GITHUB_CLIENT_ID: client.id, GITHUB_CLIENT_SECRET: client.secret, GITHUB_BASE_URL: github.url },
      ...{ MICROSOFT_CLIENT_ID: client.id, MICROSOFT_CLIENT_SECRET: client.secret },
      MICROSOFT_BASE_URL: `${microsoft.url}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`,
    },
    [mail],
  )
})
afterAll(async () => {
  await product?.stop()
  await Promise.all([google?.close(), github?.close(), microsoft?.close()])
})

async function askFor(provider: string, name: string): Promise<string> {
  const asker = slackActor(product, name)
  await asker.commands(`link ${provider}`)
  const pattern = new RegExp(`${address}/link/[\\w-]{22}`)
  return pattern.exec(await asker.reads(/Open this page/))?.[0] ?? ''
}

const codeOn = (page: Page) => /<output>link (\d{3}) (\d{3})<\/output>/.exec(page.text)?.slice(1).join('') ?? ''

describe.each(['google', 'github', 'microsoft'] as const)('linking an account at %s', (provider) => {
  const shownAs = (name: string) => (provider === 'github' ? name : `${name}@example.com`)

  it('happens when the code from the browser is typed where it was asked', async () => {
    const ann = slackActor(product, `ann-${provider}`)
    const browser = createPaperBrowser()
    const page = await browser.open(await askFor(provider, `ann-${provider}`))
    expect(page.text).toContain(`ann-${provider}`)
    const signIn = await browser.submit(page)
    const done = await browser.submit(signIn, 'ann@')
    expect(done.text).toContain(shownAs('ann'))
    await ann.commands(`link ${codeOn(done)}`)
    await ann.reads(/are one person now/)
    await ann.commands('whoami')
    expect(await ann.reads(/Accounts/)).toMatch(new RegExp(`${provider}:\\w+`))

    await ann.commands(`unlink ${provider}`)
    await ann.reads(provider === 'google' ? /may do nothing for you any more/ : /could not tell them/)
  })

  it('is refused when the sign-in comes back in another browser than it was started in', async () => {
    const [mallory, victim] = [createPaperBrowser(), createPaperBrowser()]
    const page = await mallory.open(await askFor(provider, `mallory-${provider}`))
    const signIn = await mallory.submit(page)
    const relayed = await victim.open(signIn.url)
    const done = await victim.submit(relayed, 'eve@')
    expect(done.status).toBe(410)
    expect(done.text).toContain('started in another browser')
    await product.slack.person(`mallory-${provider}`).waitsFor(/came back in another browser/, { in: '@bellhop' })
  })

  it('is refused when the account is somebody else already', async () => {
    const [bob, eve] = [slackActor(product, `bob-${provider}`), slackActor(product, `eve-${provider}`)]
    const first = createPaperBrowser()
    const done = await first.submit(
      await first.submit(await first.open(await askFor(provider, `bob-${provider}`))),
      'bob@',
    )
    await bob.commands(`link ${codeOn(done)}`)
    await bob.reads(/are one person now/)

    const second = createPaperBrowser()
    const refused = await second.submit(
      await second.submit(await second.open(await askFor(provider, `eve-${provider}`))),
      'bob@',
    )
    expect(refused.text).toContain('belongs to somebody else')
    await eve.commands('whoami')
    expect(await eve.reads(/Account/)).not.toContain(`${provider}:`)
  })
})

describe('the page behind a one-time link', () => {
  it('is not used up by looking at it, and by the button only once', async () => {
    const url = await askFor('google', 'pia')
    const [preview, own, other] = [createPaperBrowser(), createPaperBrowser(), createPaperBrowser()]
    for (let i = 0; i < 3; i++) expect((await preview.open(url)).status).toBe(200)
    const page = await own.open(url)
    expect((await own.submit(page)).url).toContain(google.url)
    expect((await other.submit(page)).text).toContain('used in another browser already')
    expect((await own.open(url)).status).toBe(410)
  })

  it('holds nothing from elsewhere and cannot be framed', async () => {
    const page = await createPaperBrowser().open(await askFor('google', 'pia'))
    const policy = page.headers.get('content-security-policy')
    expect(policy).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/localhost:\d+;/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.text).not.toMatch(/<script|src=|@import|url\(/)
    expect(page.text).toContain('width=device-width')
    expect(page.text).toContain('color-scheme:light dark')
  })

  it('does not take the button from another site', async () => {
    const url = await askFor('google', 'pia')
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
      const answer = await fetch(url, { method: 'POST', headers, redirect: 'manual' })
      expect(answer.status).toBe(410)
    }
    expect((await createPaperBrowser().open(url)).status).toBe(200)
  })

  it('tells nothing about sign-ins it did not start', async () => {
    const page = await createPaperBrowser().open(`${address}/oauth/google/callback?code=a&state=b`)
    expect(page.text).toContain('I did not start this sign-in')
    expect((await createPaperBrowser().open(`${address}/link/${'x'.repeat(22)}`)).status).toBe(410)
  })

  it('says what to do when somebody says no at the provider', async () => {
    const browser = createPaperBrowser()
    const signIn = await browser.submit(await browser.open(await askFor('google', 'pia')))
    const state = new URL(signIn.url).searchParams.get('state')
    const page = await browser.open(`${address}/oauth/google/callback?error=access_denied&state=${state}`)
    expect(page.text).toContain('you did not agree')
  })
})

describe('a request that needs a linked account', () => {
  it('waits for the link and then goes on by itself, once', async () => {
    const zoe = slackActor(product, 'zoe')
    await zoe.commands('mail')
    const asked = await zoe.reads(/I need your account at Google/)
    const url = new RegExp(`${address}/link/[\\w-]{22}`).exec(asked)?.[0] ?? ''
    const browser = createPaperBrowser()
    const done = await browser.submit(await browser.submit(await browser.open(url)), 'eve@')
    await zoe.commands(`link ${codeOn(done)}`)
    await zoe.reads(/Now I go on/)
    await zoe.reads(/zoe has 3 letters waiting/)
    await zoe.commands('mail')
    await zoe.reads(/zoe has 3 letters waiting/)
    const seen = product.slack.person('zoe').sees({ in: '#ops' })
    expect(seen.filter(({ text }) => text.includes('zoe has 3'))).toHaveLength(2)
  })

  it('is not run when nobody links', async () => {
    const yan = slackActor(product, 'yan')
    await yan.commands('mail')
    await yan.reads(/I need your account at Google/)
    await yan.commands('link 123456')
    await yan.reads(/No code is shown on the other side yet/)
    const seen = product.slack.person('yan').sees({ in: '#ops' })
    expect(seen.filter(({ text }) => text.includes('yan has'))).toEqual([])
  })
})
