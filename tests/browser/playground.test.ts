// The first minute of a newcomer, in a real browser: open the link, say help on both platforms, press a button.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Terminal } from '../../src/app/connect-console.ts'
import { type Running, startBellhop } from '../../src/app/start-bellhop.ts'
import { loadConfig } from '../../src/config.ts'
import { findBrowser, openBrowser } from '../support/open-browser.ts'
import { partsCommands } from '../support/parts-command.ts'
import { createQuietLog } from '../support/quiet.ts'

const executable = findBrowser()
const pictures = process.env.PLAYGROUND_PICTURES === '1'

describe.skipIf(!executable)('the playground, which needs Chromium or Chrome', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-playground-'))
  const log = createQuietLog()
  let bellhop: Running
  let browser: Browser
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    const nobody = new PassThrough()
    const terminal: Terminal = { kind: 'none', input: nobody as unknown as Terminal['input'], output: nobody }
    bellhop = await startBellhop(loadConfig({ DATA_DIR: dataDir, PORT: '0' }), terminal, log, { more: partsCommands() })
    browser = await openBrowser(executable ?? '')
    page = await browser.newPage({ viewport: { width: 1360, height: 900 } })
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(bellhop.playground ?? '')
    await page.getByText('This is the beginning of @Bellhop').waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await bellhop?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const pane = (name: 'Slack' | 'Telegram') => page.getByRole('region', { name, exact: true })

  async function say(where: 'Slack' | 'Telegram', text: string): Promise<void> {
    const box = pane(where).getByRole('textbox', { name: /^Message/ })
    await box.fill(text)
    await box.press('Enter')
  }

  const logOf = (where: 'Slack' | 'Telegram') => pane(where).getByRole('log')

  it('answers help in both panes to Alice, who is an owner', async () => {
    await say('Slack', 'help')
    await logOf('Slack')
      .getByText(/whoami/)
      .first()
      .waitFor()
    await say('Telegram', '/help')
    await logOf('Telegram')
      .getByText(/whoami/)
      .first()
      .waitFor()
    await say('Telegram', '/whoami')
    await logOf('Telegram').getByText(/owner/).first().waitFor()
  })

  it('runs what a pressed button stands for', async () => {
    await say('Slack', 'parts buttons')
    await logOf('Slack').getByRole('button', { name: 'Approve' }).click()
    await logOf('Slack').getByText('Answered: approve').waitFor()
    await say('Telegram', '/parts buttons')
    await logOf('Telegram').getByRole('button', { name: 'Refuse' }).click()
    await logOf('Telegram').getByText('Answered: refuse').waitFor()
  })

  it('opens a form as a dialog in Slack, and asks its questions one by one in Telegram', async () => {
    await say('Slack', 'parts form')
    await logOf('Slack').getByRole('button', { name: 'Tell me more' }).click()
    const dialog = page.getByRole('dialog', { name: 'Tell me more' })
    await dialog.getByLabel('What happened?').fill('The lift is stuck')
    await dialog.getByLabel('How urgent is it?').selectOption('Now')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await say('Telegram', '/parts form')
    await pane('Telegram').getByText('Answering “Tell me more').waitFor()
    await say('Telegram', 'The lift is stuck')
    await logOf('Telegram').getByRole('button', { name: 'It can wait' }).waitFor()
  })

  it('draws a chart in Slack from its figures, and shows the picture of it in Telegram', async () => {
    await say('Slack', 'parts chart')
    const chart = logOf('Slack').getByRole('img', { name: /^Guests by day\. By lift: Mon 18/ })
    await chart.waitFor()
    expect(await chart.locator('rect').count()).toBe(10)
    await say('Telegram', '/parts chart')
    const photo = logOf('Telegram').locator('img.photo').last()
    await photo.waitFor()
    await expect.poll(() => photo.evaluate((image: { naturalWidth?: number }) => image.naturalWidth)).toBe(480)
  })

  it('marks what only one person sees, and does not show it to the other', async () => {
    await pane('Slack').getByRole('button', { name: '#front-desk' }).click()
    await say('Slack', '/bellhop secret')
    await logOf('Slack').getByText('Only visible to you').waitFor()
    await page.getByLabel(/^Bob/).check()
    await logOf('Slack').getByText('This is the beginning of #front-desk').waitFor()
    await page.getByLabel(/^Alice/).check()
    await logOf('Slack').getByText('1234').waitFor()
  })

  it('shows markup that somebody writes as the words it is', async () => {
    const markup = '<img src=x onerror="alert(1)"> <b>not bold</b>'
    await say('Slack', markup)
    await logOf('Slack').getByText(markup).waitFor()
    await say('Telegram', markup)
    await logOf('Telegram').getByText(markup).first().waitFor()
  })

  it('shows the payload of a message on demand', async () => {
    await say('Telegram', '/ping raw')
    await logOf('Telegram').getByText('pong').last().hover()
    await logOf('Telegram').getByRole('button', { name: 'Raw' }).last().click()
    await page.getByRole('dialog', { name: 'Telegram message' }).getByText('"message_id"').waitFor()
    await page.keyboard.press('Escape')
  })

  it('makes tabs of the panes on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 760 })
    expect(await pane('Telegram').isVisible()).toBe(false)
    await page.getByRole('tab', { name: 'Slack' }).focus()
    await page.keyboard.press('ArrowRight')
    await pane('Telegram').waitFor()
    expect(await pane('Slack').isVisible()).toBe(false)
    const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(overflow).toBe(false)
    await page.getByRole('tab', { name: 'Slack' }).click()
    await page.setViewportSize({ width: 1360, height: 900 })
  })

  it.runIf(pictures)('is pictured with all nine parts of a reply', async () => {
    await page.reload()
    await page.getByLabel(/^Alice/).check()
    await say('Slack', 'parts')
    await say('Telegram', '/parts')
    const isThere = (where: 'Slack' | 'Telegram') =>
      logOf(where).getByRole('button', { name: 'Later' }).nth(1).waitFor()
    await Promise.all([isThere('Slack'), isThere('Telegram')])
    await shoot('parts', 1360, 1960)
    await page.emulateMedia({ colorScheme: 'dark' })
    await shoot('dark', 1360, 900)
    await page.emulateMedia({ colorScheme: 'light' })
    await shoot('phone-slack', 390, 760)
    await page.getByRole('tab', { name: 'Telegram' }).click()
    await shoot('phone-telegram', 390, 760)
  })

  async function shoot(name: string, width: number, height: number): Promise<void> {
    await page.setViewportSize({ width, height })
    await page.evaluate('for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight')
    await page.screenshot({ path: `docs/playground-${name}.png` })
  }

  it('leaves no token in the address bar, and reports no problem to the console', async () => {
    expect(new URL(page.url()).search).toBe('')
    expect(problems).toEqual([])
  })
})
