// The first minute of a newcomer, in a real browser: open the link, say help on both platforms, press a button.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../support/open-browser.ts'
import { type OpenPlayground, openPlayground, type PaneName, takesPictures } from '../support/open-playground.ts'
import { partsCommands } from '../support/parts-command.ts'

const executable = findBrowser()

describe.skipIf(!executable)('the playground, which needs Chromium or Chrome', () => {
  let playground: OpenPlayground
  let page: Page
  beforeAll(async () => {
    playground = await openPlayground(executable ?? '', partsCommands())
    page = playground.page
  })
  afterAll(() => playground?.close())

  const pane = (name: PaneName) => playground.pane(name)
  const logOf = (name: PaneName) => playground.logOf(name)
  const say = (where: PaneName, text: string) => playground.say(where, text)

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
    await expect.poll(() => logOf('Telegram').evaluate(hiddenBelow)).toBeLessThan(2)
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

  it('shows in its thread what only the asker sees there', async () => {
    await say('Slack', '@Bellhop ping in a thread')
    await logOf('Slack').getByText('in a thread').last().waitFor()
    await logOf('Slack').getByText('@Bellhop').last().hover()
    await logOf('Slack').getByRole('button', { name: 'Reply in thread' }).last().click()
    await say('Slack', 'secret')
    await logOf('Slack').locator('.thread .only-you').getByText('1234').waitFor()
    await pane('Slack').getByRole('button', { name: 'not in the thread' }).click()
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

  it.runIf(takesPictures)('is pictured with all nine parts of a reply', async () => {
    await page.reload()
    await page.getByLabel(/^Alice/).check()
    await say('Slack', 'parts')
    await say('Telegram', '/parts')
    const isThere = (where: PaneName) => logOf(where).getByRole('button', { name: 'Later' }).nth(1).waitFor()
    await Promise.all([isThere('Slack'), isThere('Telegram')])
    await playground.shoot('parts', 1360, 1960)
    await page.emulateMedia({ colorScheme: 'dark' })
    await playground.shoot('dark', 1360, 900)
    await page.emulateMedia({ colorScheme: 'light' })
    await playground.shoot('phone-slack', 390, 760)
    await page.getByRole('tab', { name: 'Telegram' }).click()
    await playground.shoot('phone-telegram', 390, 760)
  })

  it('leaves no token in the address bar, and reports no problem to the console', async () => {
    expect(new URL(page.url()).search).toBe('')
    expect(playground.problems).toEqual([])
  })
})

/** How many pixels whoever reads at the end would have to scroll. Runs in the page. */
function hiddenBelow(log: { scrollHeight?: number; scrollTop?: number; clientHeight?: number }): number {
  const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = log
  return scrollHeight - scrollTop - clientHeight
}
