// The live message of a long errand in Telegram: one message, edited within the limits, and whatever can go wrong on the way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../src/simulator/telegram/people.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createLongErrand, createPlainQueue, type LongErrand } from '../support/long-errand.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

const sanding = { title: 'Painting', steps: [{ label: 'Sand it', state: 'running' as const }] }

describe('a live message in Telegram', () => {
  let store: Store
  let telegram: TelegramCore
  let ann: Person
  let paint: LongErrand
  beforeAll(async () => {
    paint = createLongErrand()
    store = await openTestStore()
    telegram = await openTelegramCore(store, { commands: paint.commands, queue: createPlainQueue(), hasErrands: true })
    ann = telegram.telegram.person('Ann')
  })
  beforeEach(() => {
    telegram.telegram.faults.clear()
    telegram.telegram.journal.clear()
  })
  afterAll(async () => {
    await telegram.stop()
    await store.close()
  })

  async function begin(what: string) {
    await ann.says(`/paint ${what}`)
    const live = await ann.waitsFor(`painting ${what}`)
    return { live, run: await paint.nextRun() }
  }
  const shown = (what: string) => ann.sees().filter(({ text, from }) => from.isBot && text.includes(what))
  const requests = (method: string) =>
    telegram.telegram.journal.requests(method).filter(({ outcome }) => outcome === 200 || outcome === 'answer lost')

  it('shows steps and text in place, under the button that stops it, and becomes the answer without it', async () => {
    const { live, run } = await begin('the fence')
    expect(live.buttons.flat()).toMatchObject([{ text: 'Cancel' }])
    run.tells(sanding)
    expect(await ann.waitsFor(/Sand it/)).toMatchObject({ id: live.id, buttons: live.buttons })
    run.tells({ steps: [], text: 'The **first** coat' })
    expect((await ann.waitsFor(/first coat/)).entities).toContainEqual(expect.objectContaining({ type: 'bold' }))
    run.finishes()
    expect(await ann.waitsFor(/Painted: the fence/)).toMatchObject({ id: live.id, buttons: [] })
    expect(requests('sendMessage')).toHaveLength(1)
  })

  it('shows that it is typing while the message grows', async () => {
    const { run } = await begin('the typewriter')
    run.tells({ text: 'One word' })
    await ann.waitsFor(/One word/)
    await telegram.telegram.until(() => telegram.telegram.journal.requests('sendChatAction').length > 0)
    run.finishes()
    await ann.waitsFor(/Painted/)
  })

  it('stays one message however long the text grows, and shows its end', async () => {
    const { live, run } = await begin('the novel')
    run.tells({ ...sanding, text: `${'many words '.repeat(2_000)}and the end` })
    expect(await ann.waitsFor(/and the end/)).toMatchObject({ id: live.id })
    run.finishes()
    await ann.waitsFor(/Painted: the novel/)
    expect(requests('sendMessage')).toHaveLength(1)
  })

  it('rests as long as Telegram says, skips what was told meanwhile, and answers all the same', async () => {
    const { live, run } = await begin('the tower')
    telegram.telegram.faults.add('editMessageText', { kind: 'too many', retryAfter: 1 })
    for (let i = 0; i < 20; i++) run.tells({ title: `Floor ${i}` })
    expect(await ann.waitsFor(/Floor 19/)).toMatchObject({ id: live.id })
    run.finishes()
    expect(await ann.waitsFor(/Painted: the tower/)).toMatchObject({ id: live.id })
    expect(requests('editMessageText').length).toBeLessThan(5)
  })

  it('keeps the answer for later when Telegram limits just that, and puts it in place then', async () => {
    const { live, run } = await begin('the cellar')
    telegram.telegram.faults.add('editMessageText', { kind: 'too many', retryAfter: 1 })
    run.finishes()
    expect(await ann.waitsFor(/Painted: the cellar/)).toMatchObject({ id: live.id })
  })

  it('answers anew when the message is gone', async () => {
    const { live, run } = await begin('the wall')
    await call('deleteMessage', { chat_id: ann.user.id, message_id: live.id })
    run.tells(sanding)
    run.finishes()
    const answer = await ann.waitsFor(/Painted: the wall/)
    expect(answer.id).not.toBe(live.id)
  })

  it('becomes the answer once, though the answer to that was lost', async () => {
    const { live, run } = await begin('the well')
    telegram.telegram.faults.add('editMessageText', { kind: 'lost answer' })
    run.finishes()
    await telegram.core.idle()
    expect(shown('the well')).toMatchObject([{ id: live.id, text: 'Painted: the well.' }])
  })

  it('is taken up by the next process after a crash, and closed by its answer', async () => {
    const { live, run } = await begin('the mill')
    run.tells(sanding)
    await ann.waitsFor(/Sand it/)
    await telegram.halt()
    telegram = await telegram.again({ queue: createPlainQueue() })
    const second = await paint.nextRun()
    second.tells({ title: 'Painting again', steps: [] })
    expect(await ann.waitsFor(/Painting again/)).toMatchObject({ id: live.id })
    second.finishes()
    expect(await ann.waitsFor(/Painted: the mill/)).toMatchObject({ id: live.id, buttons: [] })
  })

  it('brings a file below it, and says so in its place', async () => {
    const { live, run } = await begin('a picture')
    const file = { name: 'wall.txt', mediaType: 'text/plain', base64: Buffer.from('a wall').toString('base64') }
    run.finishes({ audience: 'everyone', parts: [{ kind: 'files', files: [file], twin: 'The wall' }] })
    await ann.waitsFor(({ files }) => files.length > 0)
    expect(ann.sees().find(({ id }) => id === live.id)).toMatchObject({ text: 'Done:', buttons: [] })
  })

  async function call(method: string, args: object): Promise<void> {
    const { apiRoot, bot } = telegram.telegram
    const headers = { 'content-type': 'application/json' }
    await fetch(`${apiRoot}/bot${bot.token}/${method}`, { method: 'POST', headers, body: JSON.stringify(args) })
  }
})
