// Webhook delivery that fails, on a clock moved by hand.
import { describe, expect, it } from 'vitest'
import { openScene, untilWaiting } from './telegram-support.ts'
import { delivered, openWebhook, outcomes, status } from './telegram-webhook-support.ts'

describe('a webhook that fails', () => {
  it('tries again at once, then after 2, 4, 8 seconds, up to a minute or two', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(500))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('poison')
    await delivered(scene, 2)
    for (const [i, pause] of [2, 4, 8, 16, 32].entries()) {
      await untilWaiting(scene.clock)
      await scene.clock.advance(pause * 1000 - 1)
      expect(hook.got).toHaveLength(i + 2)
      await scene.clock.advance(1)
      await delivered(scene, i + 3)
    }
    for (const round of [8, 9]) {
      await untilWaiting(scene.clock)
      await scene.clock.advance(59_000)
      expect(hook.got).toHaveLength(round - 1)
      await scene.clock.advance(61_000)
      await delivered(scene, round)
    }
    expect(await scene.api.getWebhookInfo()).toMatchObject({
      pending_update_count: 1,
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    })
  })

  it('does as Retry-After says, for at most an hour', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(503, { 'retry-after': '7200' }))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('later')
    await delivered(scene, 1)
    await untilWaiting(scene.clock)
    await scene.clock.advance(3_599_999)
    expect(hook.got).toHaveLength(1)
    await scene.clock.advance(1)
    await delivered(scene, 2)
  })

  it('drops an update after a day, and the chat goes on', async () => {
    const scene = await openScene()
    const refuse = status(500, { 'retry-after': '3600' })
    const hook = await openWebhook((one) => (one.update.message?.text === 'poison' ? refuse(one) : status(200)(one)))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('poison')
    for (let hour = 1; hour <= 24; hour += 1) {
      await delivered(scene, hour)
      if (hour === 24) await scene.telegram.person('alice').says('after it')
      await scene.clock.advance(3_600_000)
    }
    await delivered(scene, 25)
    expect(hook.texts().slice(-2)).toEqual(['poison', 'after it'])
    expect((await scene.api.getWebhookInfo()).pending_update_count).toBe(0)
  })

  it('has a minute to answer', async () => {
    const scene = await openScene()
    const hook = await openWebhook(() => undefined)
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('hello?')
    await hook.gets(1)
    await scene.clock.advance(60_000)
    await delivered(scene, 1)
    expect(outcomes(scene)).toEqual(['Read timeout expired'])
  })

  it('that cannot be reached is tried again, and gets everything when it is back', async () => {
    const scene = await openScene()
    await scene.api.setWebhook('http://127.0.0.1:9/telegram')
    await scene.telegram.person('alice').says('anybody?')
    await delivered(scene, 2)
    expect(outcomes(scene)).toEqual(['Connection refused', 'Connection refused'])
    const hook = await openWebhook(status(200))
    await scene.api.setWebhook(hook.url)
    await delivered(scene, 3)
    expect(hook.texts()).toEqual(['anybody?'])
  })

  it('is closed after most of a day of 410', async () => {
    const scene = await openScene()
    const hook = await openWebhook(status(410, { 'retry-after': '3500' }))
    await scene.api.setWebhook(hook.url)
    await scene.telegram.person('alice').says('x')
    for (let round = 1; round <= 24; round += 1) {
      await delivered(scene, round)
      await scene.clock.advance(3_500_000)
    }
    await delivered(scene, 25)
    expect((await scene.api.getWebhookInfo()).url).toBe('')
  })
})
