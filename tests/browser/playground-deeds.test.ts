// What a newcomer does in the playground beyond talking: watch an errand grow, stop it, fill in a form, send files, put a thumb
// on an answer; with the keyboard alone, and on a phone.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLongErrand } from '../support/long-errand.ts'
import { findBrowser } from '../support/open-browser.ts'
import { type OpenPlayground, openPlayground, type PaneName } from '../support/open-playground.ts'
import { partsCommands } from '../support/parts-command.ts'

const executable = findBrowser()
const panes = ['Slack', 'Telegram'] as const
const typed = (where: PaneName, command: string) => (where === 'Slack' ? command : `/${command}`)

describe.skipIf(!executable)('in the playground, which needs Chromium or Chrome, one', () => {
  const paint = createLongErrand()
  let playground: OpenPlayground
  let page: Page
  beforeAll(async () => {
    playground = await openPlayground(executable ?? '', [...partsCommands(), ...paint.commands])
    page = playground.page
  })
  afterAll(() => playground?.close())

  const pane = (name: PaneName) => playground.pane(name)
  const logOf = (name: PaneName) => playground.logOf(name)
  const say = (where: PaneName, text: string) => playground.say(where, text)
  const steps = [
    { label: 'Sand it', state: 'done' as const },
    { label: 'Paint it', state: 'running' as const },
    { label: 'Let it dry', state: 'waiting' as const },
  ]

  it('sees a long errand grow in place on both sides, and its answer where it grew', async () => {
    const runs = []
    for (const where of panes) {
      await say(where, typed(where, 'paint the fence'))
      runs.push(await paint.nextRun())
      await logOf(where).getByText('painting the fence').waitFor()
    }
    for (const run of runs) run.tells({ steps, text: 'The north side has its **first coat**.' })
    for (const where of panes) await logOf(where).getByText('first coat').waitFor()
    await Promise.all(panes.map((where) => logOf(where).getByText('Let it dry').waitFor()))
    for (const where of panes)
      expect(await logOf(where).locator('strong, b', { hasText: 'first coat' }).count()).toBe(1)
    await playground.shoot('live', 1360, 620)
    const before = await logOf('Telegram').locator('[data-id]').count()
    for (const run of runs) run.finishes()
    for (const where of panes) await logOf(where).getByText('Painted: the fence.').waitFor()
    expect(await logOf('Telegram').locator('[data-id]').count()).toBe(before)
    for (const where of panes) expect(await logOf(where).getByText('Let it dry').count()).toBe(0)
  })

  it('stops an errand by the button on it', async () => {
    for (const where of panes) {
      await say(where, typed(where, `paint the ${where} wall`))
      const run = await paint.nextRun()
      await logOf(where).getByRole('button', { name: 'Cancel' }).click()
      await run.stopped
      await logOf(where).getByText('Cancelled by').waitFor()
    }
  })

  it('fills in a form with the keyboard alone, is told what is wrong, and closes it with Escape', async () => {
    await pane('Slack')
      .getByRole('textbox', { name: /^Message/ })
      .focus()
    await page.keyboard.type('feedback')
    await page.keyboard.press('Enter')
    const open = logOf('Slack')
      .getByRole('button', { name: /feedback/i })
      .last()
    await open.waitFor()
    await open.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Your feedback' })
    await dialog.getByLabel('What do you want to say').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await open.evaluate('document.activeElement.textContent')).toBe(await open.textContent())
    await page.keyboard.press('Enter')
    await dialog.getByLabel('What do you want to say').waitFor()
    await page.keyboard.type('x')
    expect(await dialog.getByLabel('What do you want to say').inputValue()).toBe('x')
    await dialog.getByRole('button', { name: 'Send' }).hover()
    expect(await dialog.getByRole('button', { name: 'Send' }).evaluate(contrastOf)).toBeGreaterThan(4.5)
    await dialog.getByRole('button', { name: 'Send' }).focus()
    await page.keyboard.press('Enter')
    await dialog.getByText(/at least 3|3 characters|too short/i).waitFor()
    await page.keyboard.type('!')
    expect(await dialog.getByLabel('What do you want to say').inputValue()).toMatch(/!/)
    await playground.shoot('form', 1360, 620)
    await dialog.getByLabel('What do you want to say').fill('The fence is lovely')
    await dialog.getByRole('button', { name: 'Send' }).focus()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await logOf('Slack').getByText('Thank you. I wrote it down').waitFor()
  })

  it('sends a file with the words about it, and gets a chart of what is in it', async () => {
    const file = { name: 'visits.csv', mimeType: 'text/csv', buffer: Buffer.from('day,visits\nMon,12\nTue,30\n') }
    for (const where of panes) {
      await pane(where).getByLabel('Files to send').setInputFiles(file)
      await pane(where).getByRole('button', { name: 'visits.csv ✕' }).waitFor()
      await say(where, typed(where, 'chart bar'))
      await logOf(where).getByText('visits.csv').first().waitFor()
      await logOf(where)
        .getByText(/Tue 30/)
        .or(logOf(where).getByRole('img', { name: /Tue 30/ }))
        .first()
        .waitFor()
      expect(await pane(where).getByRole('button', { name: 'visits.csv ✕' }).count()).toBe(0)
    }
  })

  it('sees what they write grow, and is told when it is too long for a message', async () => {
    for (const where of panes) {
      const box = pane(where).getByRole('textbox', { name: /^Message/ })
      const height = async () => (await box.boundingBox())?.height ?? 0
      const low = await height()
      await box.fill(typed(where, `ping ${'word '.repeat(100)}`))
      expect(await height()).toBeGreaterThan(2 * low)
      await box.fill(typed(where, `ping ${'word '.repeat(3_000)}`))
      expect(await height()).toBeLessThan(10 * low)
      await box.press('Enter')
      await page.getByText('more than the 12,000 characters').waitFor()
      await expect.poll(() => box.inputValue()).toContain('word')
      await box.fill('')
      expect(await height()).toBe(low)
    }
  })

  it('is told when a file is too large, and can take one off again', async () => {
    const input = pane('Slack').getByLabel('Files to send')
    await input.setInputFiles({ name: 'huge.bin', mimeType: '', buffer: Buffer.alloc(700_000) })
    await page.getByText(/650 KB together/).waitFor()
    await input.setInputFiles({ name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') })
    await pane('Slack').getByRole('button', { name: 'small.txt ✕' }).click()
    expect(await pane('Slack').getByRole('button', { name: 'small.txt ✕' }).count()).toBe(0)
  })

  it('puts a thumb on an answer and takes it off, and an admin reads of it', async () => {
    for (const where of panes) {
      await say(where, typed(where, 'ping'))
      const answer = logOf(where).getByText('pong').last()
      await answer.hover()
      const thumb = logOf(where).getByRole('button', { name: 'Good answer' }).last()
      await thumb.click()
      await logOf(where).getByRole('button', { name: 'Good answer', pressed: true }).waitFor()
    }
    await expect
      .poll(
        async () => {
          await say('Slack', 'admin feedback')
          return logOf('Slack').getByText('thumbs up').count()
        },
        { interval: 500 },
      )
      .toBeGreaterThan(1)
    await logOf('Telegram').getByRole('button', { name: 'Good answer', pressed: true }).click()
    await expect.poll(() => logOf('Telegram').getByRole('button', { pressed: true }).count()).toBe(0)
  })

  it('does it all on a phone: says, presses and fills in, and nothing stands out of the page', async () => {
    await page.setViewportSize({ width: 360, height: 700 })
    const isWithin = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    for (const where of panes) {
      await page.getByRole('tab', { name: where }).click()
      await say(where, typed(where, 'parts'))
      await logOf(where).getByRole('button', { name: 'Later' }).waitFor()
      expect(await isWithin(), where).toBe(true)
      const approve = logOf(where).getByRole('button', { name: 'Approve' })
      await approve.click()
      await logOf(where).getByText('Answered: approve').waitFor()
    }
    await page.getByRole('tab', { name: 'Slack' }).click()
    await say('Slack', 'admin users')
    await logOf('Slack').getByRole('cell', { name: 'owner', exact: true }).first().waitFor()
    expect(await logOf('Slack').getByRole('cell', { name: 'owner', exact: true }).first().evaluate(linesOf)).toBe(1)
    await logOf('Slack').getByRole('button', { name: 'Tell me more' }).last().click()
    const dialog = page.getByRole('dialog', { name: 'Tell me more' })
    await dialog.getByLabel('What happened?').fill('A call from the train')
    await dialog.getByLabel('How urgent is it?').selectOption('Now')
    expect(await isWithin()).toBe(true)
    await playground.shoot('phone-form', 360, 700)
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.waitFor({ state: 'hidden' })
  })

  it('says what was typed before the conversations had come', async () => {
    const held = Promise.withResolvers<void>()
    await page.setViewportSize({ width: 1360, height: 900 })
    await page.route('**/playground/world*', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.reload()
    for (const where of panes) {
      await say(where, typed(where, `ping early on ${where}`))
      await expect
        .poll(() =>
          pane(where)
            .getByRole('textbox', { name: /^Message/ })
            .inputValue(),
        )
        .toBe('')
    }
    held.resolve()
    for (const where of panes) await logOf(where).getByText(`pong early on ${where}`).waitFor({ timeout: 20_000 })
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  it('makes the browser complain of nothing', () => {
    expect(playground.problems).toEqual([])
  })
})

/** How well the words on it can be read: 4.5 is what people with weak eyes need. Runs in the page. */
function contrastOf(node: unknown): number {
  // biome-ignore lint/suspicious/noExplicitAny: the browser's own words
  const style = (globalThis as any).getComputedStyle(node)
  const light = (colour: string) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((one) => {
      const part = Number(one) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [a, b] = [light(style.color), light(style.backgroundColor)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function linesOf(node: { clientHeight?: number }): number {
  return Math.round((node.clientHeight ?? 0) / 36)
}
