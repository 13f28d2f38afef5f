// Signing in and out in a real browser, on a phone and at night: by buttons alone, with nothing that the pages' own policy forbids.
import { createEmulator, type Emulator } from 'emulate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../scripts/find-free-port.ts'
import { startTestBellhop, type TestBellhop } from '../../src/app/start-test-bellhop.ts'
import { findBrowser, openBrowser, openPage } from '../support/open-browser.ts'
import { createQuietLog } from '../support/quiet.ts'

const executable = findBrowser()
const [here, ann] = [{ in: '#ops' }, 'ann@example.com']

describe.skipIf(!executable)('the pages of the sign-in, which need Chromium or Chrome', () => {
  let product: TestBellhop
  let google: Emulator
  let browser: Browser
  let page: Page
  let address: string
  const problems: string[] = []

  beforeAll(async () => {
    const [port, googlePort] = [await findFreePort(), await findFreePort()]
    address = `http://127.0.0.1:${port}`
    const client = { client_id: 'bellhop', client_secret: 'a-secret-of-a-test', name: 'Bellhop' }
    const redirect_uris = [`${address}/oauth/google/callback`]
    const users = [{ email: ann, name: 'ann', login: 'ann' }]
    const seed = { google: { users, oauth_clients: [{ ...client, redirect_uris }] } }
    google = await createEmulator({ service: 'google', port: googlePort, seed })
    const provider = { GOOGLE_CLIENT_ID: client.client_id, GOOGLE_CLIENT_SECRET: client.client_secret }
    const environment = { PORT: String(port), PUBLIC_URL: address, ...provider, GOOGLE_BASE_URL: google.url }
    product = await startTestBellhop({ environment, log: createQuietLog() })
    browser = await openBrowser(executable ?? '')
    const phone = { viewport: { width: 375, height: 740 }, colorScheme: 'dark' as const }
    page = await openPage(browser, phone)
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(error.message))
  })

  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    await google?.close()
  })

  it('lead from the chat over the provider to a linked account', async () => {
    const person = product.slack.person('ann')
    await person.types('/bellhop link google', here)
    const asked = JSON.stringify(await person.waitsFor(/Open this page/, here))
    await page.goto(new RegExp(`${address}/link/[\\w-]{22}`).exec(asked)?.[0] ?? '')
    await page.getByRole('button', { name: 'Sign in with Google' }).click()
    await page.getByText(ann).first().click()
    const code = await page.locator('output').textContent()
    await person.types(`/bellhop ${code}`, here)
    await person.waitsFor(/are one person now/, here)
  })

  it('sign in where somebody comes to a page of theirs, and show that page then', async () => {
    await page.goto(`${address}/me`)
    await page.getByRole('button', { name: 'Sign in with Google' }).click()
    await page.getByText(ann).first().click()
    await page.getByRole('heading', { name: 'Sessions' }).waitFor()
    expect(page.url()).toBe(`${address}/me`)
    expect(await page.getByText(ann).count()).toBe(1)
  })

  it('fit on a phone, and are dark at night', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(255, 255, 255)')
  })

  it('keep cookies that scripts do not see', async () => {
    expect(await page.evaluate('document.cookie')).toBe('')
    expect((await page.context().cookies()).filter(({ name }) => name.startsWith('bellhop-')).length).toBeGreaterThan(1)
  })

  it('sign out everywhere at the press of a button', async () => {
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByText('You are signed out here and everywhere else.').waitFor()
    await page.goto(`${address}/me`)
    await page.getByRole('button', { name: 'Sign in with Google' }).waitFor()
  })

  it('hold nothing that their own policy forbids', () => {
    expect(problems).toEqual([])
  })
})
