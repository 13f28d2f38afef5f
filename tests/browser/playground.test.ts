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
    bellhop = await startBellhop(loadConfig({ DATA_DIR: dataDir, PORT: '0' }), terminal, log, partsCommands())
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

  it('leaves no token in the address bar, and reports no problem to the console', async () => {
    expect(new URL(page.url()).search).toBe('')
    expect(problems).toEqual([])
  })
})
