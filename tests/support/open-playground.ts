// Bellhop with its playground, opened in a real browser as somebody who just started it would.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Locator, Page } from 'playwright-core'
import type { Terminal } from '../../src/app/connect-console.ts'
import { startBellhop } from '../../src/app/start-bellhop.ts'
import { loadConfig } from '../../src/config.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import { openBrowser, openPage } from './open-browser.ts'
import { createQuietLog } from './quiet.ts'

export type PaneName = 'Slack' | 'Telegram'

export type OpenPlayground = {
  page: Page
  pane(name: PaneName): Locator
  logOf(name: PaneName): Locator
  say(where: PaneName, text: string): Promise<void>
  /** What the browser complained about. */
  problems: string[]
  /** Only where pictures were asked for, since they are looked at before they are kept. */
  shoot(name: string, width: number, height: number): Promise<void>
  close(): Promise<void>
}

export const takesPictures = process.env.PLAYGROUND_PICTURES === '1'

/** `environment` is what else `.env` says. */
export async function openPlayground(
  executable: string,
  more: CommandDeclaration[],
  environment: Record<string, string> = {},
): Promise<OpenPlayground> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-playground-'))
  const nobody = new PassThrough()
  const terminal: Terminal = { kind: 'none', input: nobody as unknown as Terminal['input'], output: nobody }
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', SANDBOX: 'off', ...environment })
  const bellhop = await startBellhop(config, terminal, createQuietLog(), { more })
  const browser = await openBrowser(executable)
  const page = await openPage(browser, { viewport: { width: 1360, height: 900 } })
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(bellhop.playground ?? '')
  await page.getByText('This is the beginning of @Bellhop').waitFor()
  const pane = (name: PaneName) => page.getByRole('region', { name, exact: true })
  return {
    page,
    pane,
    problems,
    logOf: (name) => pane(name).getByRole('log'),
    async say(where, text) {
      const box = pane(where).getByRole('textbox', { name: /^Message/ })
      await box.fill(text)
      await box.press('Enter')
    },
    async shoot(name, width, height) {
      if (!takesPictures) return
      await page.setViewportSize({ width, height })
      await page.evaluate('for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight')
      await page.screenshot({ path: `docs/playground-${name}.png` })
    },
    async close() {
      await browser.close()
      await bellhop.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
