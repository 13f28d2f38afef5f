// With TELEGRAM_DRAFTS=on the playground shows what people of a private chat see then: a draft that grows, its stop button, one answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLongErrand } from '../support/long-errand.ts'
import { findBrowser } from '../support/open-browser.ts'
import { type OpenPlayground, openPlayground } from '../support/open-playground.ts'

const executable = findBrowser()

describe.skipIf(!executable)('a draft in the playground, which needs Chromium or Chrome,', () => {
  const paint = createLongErrand()
  let playground: OpenPlayground
  beforeAll(async () => {
    playground = await openPlayground(executable ?? '', paint.commands, { TELEGRAM_DRAFTS: 'on' })
  })
  afterAll(() => playground?.close())

  const log = () => playground.logOf('Telegram')
  const draft = () => log().getByRole('article', { name: 'Draft' })
  const messages = () => log().locator('[data-id]').count()

  it('grows below the messages and gives way to the answer', async () => {
    await playground.say('Telegram', '/paint the fence')
    const run = await paint.nextRun()
    await draft().getByText('painting the fence').waitFor()
    run.tells({ steps: [{ label: 'Sand it', state: 'running' }], text: 'The **first** coat' })
    await draft().locator('b', { hasText: 'first' }).waitFor()
    await draft().getByText('Sand it').waitFor()
    expect(await messages()).toBe(1)
    await playground.shoot('draft', 1360, 620)
    run.finishes()
    await log().getByText('Painted: the fence.').waitFor()
    expect(await draft().count()).toBe(0)
    expect(await messages()).toBe(2)
  })

  it('stops the errand by its button', async () => {
    await playground.say('Telegram', '/paint the wall')
    const run = await paint.nextRun()
    await draft().getByRole('button', { name: 'Stop' }).click()
    await run.stopped
    await log().getByText('Cancelled by').waitFor()
    expect(await draft().count()).toBe(0)
  })

  it('is nothing in a group, where a message is edited', async () => {
    await playground.pane('Telegram').getByRole('button', { name: 'Front desk' }).click()
    await playground.say('Telegram', '/paint the hall')
    const run = await paint.nextRun()
    await log().getByText('painting the hall').waitFor()
    expect(await draft().count()).toBe(0)
    run.finishes()
    await log().getByText('Painted: the hall.').waitFor()
    expect(playground.problems).toEqual([])
  })
})
