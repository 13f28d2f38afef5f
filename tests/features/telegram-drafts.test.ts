// With TELEGRAM_DRAFTS=on a long errand grows in a draft of the private chat, which Telegram forgets by itself, and ends as one message.
import { afterEach, expect, it } from 'vitest'
import type { Person } from '../../src/simulator/telegram/people.ts'
import { createLongErrand, createPlainQueue } from '../support/long-errand.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openTelegramCore, type TelegramCore, type TelegramCoreOptions } from '../support/telegram-core.ts'

describeOnEveryStore('a draft in Telegram', ({ store }) => {
  const paint = createLongErrand()
  let telegram: TelegramCore
  let ann: Person
  afterEach(() => telegram.stop())

  async function open(bot: TelegramCoreOptions['bot'] = { hasDrafts: true }): Promise<void> {
    const options = { commands: paint.commands, queue: createPlainQueue(), hasErrands: true, bot }
    telegram = await openTelegramCore(store(), options)
    ann = telegram.telegram.person('Ann')
  }
  async function begin(what: string, where = {}) {
    await ann.says(`/paint ${what}`, where)
    return paint.nextRun()
  }
  const calls = (method: string) => telegram.telegram.journal.requests(method)
  const draft = () => ann.looksAt().draft
  const drafted = (pattern: RegExp) => telegram.telegram.until(() => pattern.test(draft()?.text ?? '') && draft())
  const answers = () => ann.sees().filter(({ from }) => from.isBot)

  it('shows the steps and the growing text, and gives way to one message with the answer', async () => {
    await open()
    const run = await begin('the fence')
    const first = await drafted(/painting the fence/)
    run.tells({ title: 'Painting', steps: [{ label: 'Sand it', state: 'running' }] })
    expect(await drafted(/Sand it/)).toMatchObject({ id: first.id, canStop: true })
    run.tells({ steps: [], text: 'The **first** coat' })
    expect((await drafted(/first coat/)).entities).toContainEqual(expect.objectContaining({ type: 'bold' }))
    expect(answers()).toEqual([])
    run.finishes()
    await ann.waitsFor('Painted: the fence.')
    expect(draft()).toBeUndefined()
    expect(answers()).toMatchObject([{ text: 'Painted: the fence.', buttons: [] }])
    expect(calls('editMessageText')).toEqual([])
    expect(await store().sql("select from outbox where payload like '%coat%'")).toEqual([])
  })

  it('shows the latest of what is told faster than Telegram takes it', async () => {
    await open()
    const run = await begin('the tower')
    await drafted(/painting the tower/)
    telegram.telegram.faults.add('sendMessageDraft', { kind: 'too many', retryAfter: 1 })
    for (let i = 0; i < 20; i++) run.tells({ title: `Floor ${i}` })
    await drafted(/Floor 19/)
    expect(calls('sendMessageDraft').length).toBeLessThan(6)
    run.finishes()
    await ann.waitsFor('Painted: the tower.')
  })

  it('is shown again before Telegram forgets it, until the answer is there', async () => {
    await open({ hasDrafts: true, draftMs: 300 })
    const run = await begin('the slow door')
    await telegram.telegram.until(() => calls('sendMessageDraft').length >= 4)
    run.finishes()
    await ann.waitsFor('Painted: the slow door.')
    await telegram.core.idle()
    expect(draft()).toBeUndefined()
  })

  it('is stopped by its button', async () => {
    await open()
    const run = await begin('the bridge')
    await drafted(/painting the bridge/)
    await ann.stops()
    await run.stopped
    await ann.waitsFor(/Cancelled by Ann/)
    expect(answers()).toHaveLength(1)
  })

  it('is taken up by the next process after a crash', async () => {
    await open()
    const run = await begin('the mill')
    run.tells({ title: 'Half way' })
    const { id } = await drafted(/Half way/)
    await telegram.halt()
    telegram = await telegram.again({ queue: createPlainQueue() })
    const second = await paint.nextRun()
    second.tells({ title: 'Painting again' })
    expect(await drafted(/Painting again/)).toMatchObject({ id })
    second.finishes()
    await ann.waitsFor('Painted: the mill.')
    expect(answers()).toHaveLength(1)
  })

  it('says so in the log when the answer after it may have come twice', async () => {
    await open()
    const run = await begin('the well')
    await drafted(/painting the well/)
    telegram.telegram.faults.add('sendMessage', { kind: 'lost answer' })
    run.finishes()
    await telegram.core.idle()
    expect(telegram.log.lines.map(({ message }) => message)).toContain('sent again: whether it arrived cannot be known')
  })

  it('is an edited message where Telegram knows no drafts', async () => {
    await open()
    telegram.telegram.faults.add('sendMessageDraft', { kind: 'down', status: 404 }, 99)
    const run = await begin('the wall')
    const live = await ann.waitsFor(/painting the wall/)
    run.tells({ title: 'Half of it' })
    expect(await ann.waitsFor(/Half of it/)).toMatchObject({ id: live.id })
    run.finishes()
    expect(await ann.waitsFor('Painted: the wall.')).toMatchObject({ id: live.id })
  })

  it('is nothing in a group, which sees an edited message', async () => {
    await open()
    telegram.telegram.group('Painters', { people: [ann] })
    const run = await begin('the hall', { in: 'Painters' })
    const live = await ann.waitsFor(/painting the hall/, { in: 'Painters' })
    run.tells({ title: 'Half of it' })
    expect(await ann.waitsFor(/Half of it/, { in: 'Painters' })).toMatchObject({ id: live.id })
    run.finishes()
    await ann.waitsFor(/Painted: the hall/, { in: 'Painters' })
  })

  it('is not used unless it is asked for', async () => {
    await open({})
    const run = await begin('as ever')
    await ann.waitsFor(/painting as ever/)
    run.tells({ title: 'Half of it' })
    await ann.waitsFor(/Half of it/)
    run.finishes()
    await ann.waitsFor('Painted: as ever.')
    expect(calls('sendMessageDraft')).toEqual([])
    const asked = calls('getUpdates').map(({ args }) => JSON.stringify(args.allowed_updates))
    expect(asked.join()).not.toContain('stopped_message_generation')
  })
})
