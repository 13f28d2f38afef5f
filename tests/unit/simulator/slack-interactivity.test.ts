// Menus, modals, shortcuts and response urls, as an app and a person meet in them.
import type { SlackViewAction, webApi } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMovableClock, type MovableClock } from '../../../src/simulator/clocks.ts'
import type { Person } from '../../../src/simulator/slack/people/person.ts'
import { errorOf, openStage, type Stage } from './slack-app.ts'

let clock: MovableClock
let stage: Stage
let alice: Person
beforeEach(async () => {
  clock = createMovableClock()
  stage = await openStage({ clock, commands: ['/bellhop', '/ask'] })
  alice = stage.slack.person('alice')
})
afterEach(() => stage.close())

const ops = { in: '#ops' }
const plain = (text: string) => ({ type: 'plain_text' as const, text })
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() })

type View = Extract<webApi.ViewsOpenArguments['view'], { type: 'modal' }>
type Blocks = View['blocks']

function modal(blocks: Blocks, more: Partial<View> = {}): View {
  return { type: 'modal', callback_id: 'form', title: plain('Form'), submit: plain('Send'), blocks, ...more }
}

/** Opens that modal for whoever types /bellhop. */
function offer(view: View): void {
  stage.app.command('/bellhop', async ({ ack, client, command }) => {
    await ack()
    await client.views.open({ trigger_id: command.trigger_id, view })
  })
}

async function open(view: View): Promise<void> {
  offer(view)
  await alice.types('/bellhop form', ops)
  await alice.waitsForModal()
}

const name: Blocks[number] = {
  type: 'input',
  block_id: 'name',
  label: plain('Name'),
  element: { type: 'plain_text_input', action_id: 'text' },
}

describe('a form', () => {
  it('hands over every kind of value as Slack does', async () => {
    const select = { type: 'static_select' as const, action_id: 'a', options: [option('Low'), option('High')] }
    const boxes = { type: 'checkboxes' as const, action_id: 'a', options: [option('Mail'), option('Chat')] }
    await open(
      modal([
        name,
        { type: 'input', block_id: 'level', label: plain('Level'), element: select },
        { type: 'input', block_id: 'ways', label: plain('Ways'), element: boxes },
        { type: 'input', block_id: 'day', label: plain('Day'), element: { type: 'datepicker', action_id: 'a' } },
        { type: 'input', block_id: 'who', label: plain('Who'), element: { type: 'users_select', action_id: 'a' } },
      ]),
    )
    const sent = Promise.withResolvers<SlackViewAction['view']>()
    stage.app.view('form', async ({ ack, view }) => {
      await ack()
      sent.resolve(view)
    })
    await alice.submits({ Name: 'Lift', Level: 'High', Ways: ['Mail', 'Chat'], Day: '2026-01-31', Who: '@bob' })
    const { values } = (await sent.promise).state
    expect(values.name?.text?.value).toBe('Lift')
    expect(values.level?.a?.selected_option?.value).toBe('high')
    expect(values.ways?.a?.selected_options?.map(({ value }) => value)).toEqual(['mail', 'chat'])
    expect(values.day?.a?.selected_date).toBe('2026-01-31')
    expect(values.who?.a?.selected_user).toBe(stage.slack.person('bob').id)
  })

  it('asks the app what a menu offers', async () => {
    const element = { type: 'external_select' as const, action_id: 'city', min_query_length: 1 }
    await open(modal([{ type: 'input', block_id: 'city', label: plain('City'), element }]))
    stage.app.options('city', async ({ ack, options }) => {
      const all = ['Berlin', 'Bern', 'Oslo'].filter((city) => city.startsWith(options.value))
      await ack({ options: all.map(option) })
    })
    const chosen = Promise.withResolvers<unknown>()
    stage.app.view('form', async ({ ack, view }) => {
      await ack()
      chosen.resolve(view.state.values.city?.city?.selected_option?.value)
    })
    expect(await alice.searches('City', 'Ber')).toEqual(['Berlin', 'Bern'])
    await alice.submits({ City: 'Bern' })
    expect(await chosen.promise).toBe('bern')
  })

  it('goes to a next step, replaces itself, and clears all at the end', async () => {
    await open(modal([name]))
    const answers = [
      { response_action: 'push' as const, view: modal([name], { title: plain('Second') }) },
      { response_action: 'update' as const, view: modal([name], { title: plain('Third') }) },
      { response_action: 'clear' as const },
    ]
    stage.app.view('form', async ({ ack }) => {
      const next = answers.shift()
      await (next ? ack(next) : ack())
    })
    expect((await alice.submits({ Name: 'a' })).outcome).toBe('pushed')
    expect(alice.modal()?.title).toBe('Second')
    expect((await alice.submits({ Name: 'b' })).outcome).toBe('updated')
    expect(alice.modal()).toMatchObject({ title: 'Third', fields: [{ label: 'Name' }] })
    expect((await alice.submits({ Name: 'c' })).outcome).toBe('closed')
    expect(alice.modal()).toBeUndefined()
  })

  it('stays open when the app does not answer, and says so', async () => {
    await open(modal([name]))
    const asked = Promise.withResolvers<void>()
    stage.app.view('form', async () => asked.resolve())
    const sent = alice.submits({ Name: 'x' })
    await asked.promise
    await clock.advance(3_000)
    expect((await sent).outcome).toBe('failed')
    expect(alice.modal()?.title).toBe('Form')
    expect(alice.notices().at(-1)).toMatch(/http_timeout/)
  })

  it('tells the app when somebody closes it, if the app asked for that', async () => {
    await open(modal([name], { notify_on_close: true, clear_on_close: true }))
    const closed = Promise.withResolvers<boolean>()
    stage.app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
      await ack()
      closed.resolve('is_cleared' in body && body.is_cleared === true)
    })
    await alice.closes()
    expect(await closed.promise).toBe(true)
    expect(alice.modal()).toBeUndefined()
  })
})

describe('a trigger', () => {
  async function takeTrigger(): Promise<string> {
    const taken = Promise.withResolvers<string>()
    stage.app.command('/ask', async ({ ack, command }) => {
      await ack()
      taken.resolve(command.trigger_id)
    })
    await alice.types('/ask', ops)
    return taken.promise
  }
  const use = (trigger_id: string) => errorOf(stage.app.client.views.open({ trigger_id, view: modal([name]) }))

  it('opens one view, within three seconds', async () => {
    const trigger = await takeTrigger()
    expect(await use('made.up.trigger')).toBe('invalid_trigger_id')
    expect(await use(trigger)).toBe('ok')
    expect(await use(trigger)).toBe('exchanged_trigger_id')
  })

  it('is refused afterwards', async () => {
    const trigger = await takeTrigger()
    await clock.advance(3_001)
    expect(await use(trigger)).toBe('expired_trigger_id')
  })
})

describe('views', () => {
  it('change by id with the right hash, and stack three deep', async () => {
    await open(modal([name]))
    const { client } = stage.app
    const view_id = alice.modal()?.id ?? ''
    const second = modal([name], { title: plain('Changed') })
    const changed = await client.views.update({ view_id, view: second })
    expect(alice.modal()?.title).toBe('Changed')
    expect(await errorOf(client.views.update({ view_id, view: second, hash: 'old' }))).toBe('hash_conflict')
    expect(await errorOf(client.views.update({ view_id, view: second, hash: changed.view?.hash ?? '' }))).toBe('ok')
    expect(await errorOf(client.views.update({ view_id: 'V0', view: second }))).toBe('not_found')
    const wide = modal([name], { title: plain('x'.repeat(25)) })
    expect(await errorOf(client.views.update({ view_id, view: wide }))).toBe('invalid_arguments')
  })

  it('take pushes from a button inside them, up to three', async () => {
    const button = { type: 'button' as const, text: plain('More'), action_id: 'more' }
    const deeper = modal([{ type: 'actions', elements: [button] }])
    await open(deeper)
    const outcomes: string[] = []
    stage.app.action('more', async ({ ack, client, body }) => {
      const trigger_id = 'trigger_id' in body ? String(body.trigger_id) : ''
      outcomes.push(await errorOf(client.views.push({ trigger_id, view: deeper })))
      await ack()
    })
    for (let i = 0; i < 3; i += 1) await alice.presses('More', { in: 'modal' })
    expect(outcomes).toEqual(['ok', 'ok', 'push_limit_reached'])
  })
})

describe('menus and shortcuts', () => {
  it('report what was chosen in a message', async () => {
    const element = {
      type: 'static_select' as const,
      action_id: 'size',
      placeholder: plain('Size'),
      options: [option('Big')],
    }
    const chosen = Promise.withResolvers<unknown>()
    stage.app.action('size', async ({ ack, action }) => {
      await ack()
      chosen.resolve('selected_option' in action && action.selected_option?.value)
    })
    const channel = stage.slack.channel('ops').id
    await stage.app.client.chat.postMessage({ channel, text: 'x', blocks: [{ type: 'actions', elements: [element] }] })
    await alice.chooses('Size', 'Big', ops)
    expect(await chosen.promise).toBe('big')
    await expect(alice.chooses('Size', 'Tiny', ops)).rejects.toThrow('«Size» does not offer «Tiny»')
    await expect(alice.presses('Nope', ops)).rejects.toThrow('alice sees no «Nope»')
  })

  it('work on a message and everywhere', async () => {
    const used: string[] = []
    stage.app.shortcut('file_it', async ({ ack, shortcut }) => {
      await ack()
      used.push(shortcut.type === 'message_action' ? `on ${shortcut.message.text}` : 'anywhere')
    })
    await alice.runs('file_it', await alice.says('a bug', ops))
    await alice.runs('file_it')
    expect(used).toEqual(['on a bug', 'anywhere'])
  })
})

describe('a response url', () => {
  async function takeUrl(): Promise<string> {
    const taken = Promise.withResolvers<string>()
    stage.app.command('/ask', async ({ ack, command }) => {
      await ack()
      taken.resolve(command.response_url)
    })
    await alice.types('/ask', ops)
    return taken.promise
  }
  async function use(url: string, body: object): Promise<[number, string]> {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    return [response.status, await response.text()]
  }

  it('serves five times', async () => {
    const url = await takeUrl()
    for (let i = 0; i < 5; i += 1) expect(await use(url, { text: `part ${i}` })).toEqual([200, 'ok'])
    expect(await use(url, { text: 'one more' })).toEqual([404, '{"ok":false,"error":"used_url"}'])
    expect(alice.sees(ops).map(({ onlyForMe }) => onlyForMe)).toEqual(Array(5).fill(true))
    expect(stage.slack.person('bob').sees(ops)).toEqual([])
  })

  it('serves half an hour', async () => {
    const url = await takeUrl()
    await clock.advance(30 * 60_000 + 1)
    expect(await use(url, { text: 'late' })).toEqual([404, '{"ok":false,"error":"expired_url"}'])
  })

  it('refuses what Slack would not show', async () => {
    const url = await takeUrl()
    expect(await use(url, {})).toEqual([400, 'no_text'])
    expect(await use(url, { blocks: [{ type: 'fancy' }] })).toEqual([400, 'invalid_blocks'])
  })

  it('takes the original away when asked', async () => {
    const button = { type: 'button' as const, text: plain('Dismiss'), action_id: 'dismiss' }
    stage.app.action('dismiss', async ({ ack, respond }) => {
      await ack()
      await respond({ delete_original: true })
    })
    const channel = stage.slack.channel('ops').id
    const blocks = [{ type: 'actions' as const, elements: [button] }]
    await stage.app.client.chat.postEphemeral({ channel, user: alice.id, text: 'x', blocks })
    await alice.presses('Dismiss', ops)
    await stage.slack.journal.waitForRequest('response_url')
    expect(alice.sees(ops)).toEqual([])
  })
})

describe('an unknown command', () => {
  it('never reaches the app', async () => {
    await alice.types('/deploy now', ops)
    expect(alice.notices()).toEqual(['/deploy is not a valid command.'])
    expect(stage.slack.journal.deliveries('/deploy')).toEqual([])
  })
})
