// The simulated Slack against the real Bolt: what Bolt sends and expects is the contract.
import { webApi } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMovableClock, type MovableClock } from '../../src/simulator/clocks.ts'
import { openStage, type Stage } from '../unit/simulator/slack-app.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.close())

const ops = { in: '#ops' }

describe('what people say', () => {
  it('reaches the app once as a message and once as a mention of the same moment', async () => {
    const { slack, app } = stage
    const heard: { type: string; ts: string; channelType?: string }[] = []
    app.message(async ({ message }) => {
      heard.push({ type: 'message', ts: message.ts, channelType: message.channel_type })
    })
    app.event('app_mention', async ({ event, say }) => {
      heard.push({ type: 'app_mention', ts: event.ts })
      await say({ text: `pong to <@${event.user}>`, thread_ts: event.ts })
    })
    const alice = slack.person('alice')
    const said = await alice.says('@Bellhop ping', ops)
    const answer = await alice.waitsFor('pong to @Alice', { ...ops, thread: said })
    await slack.idle()
    expect(answer.from).toBe('Bellhop')
    expect(heard).toContainEqual({ type: 'message', ts: said.ts, channelType: 'channel' })
    expect(heard).toContainEqual({ type: 'app_mention', ts: said.ts })
    expect(heard).toHaveLength(2)
  })

  it('reaches the app from a direct message without a mention', async () => {
    const { slack, app } = stage
    app.message('hello', async ({ message, say }) => {
      await say(`${message.channel_type} heard`)
    })
    const alice = slack.person('alice')
    await alice.says('hello', { in: '@Bellhop' })
    expect((await alice.waitsFor(/heard/, { in: '@Bellhop' })).text).toBe('im heard')
  })

  it('tells the app of edits, deletions and reactions', async () => {
    const { slack, app } = stage
    const heard: string[] = []
    app.message(async ({ message }) => {
      heard.push(message.subtype ?? 'said')
    })
    app.event('reaction_added', async ({ event }) => {
      heard.push(event.reaction)
    })
    const alice = slack.person('alice')
    const said = await alice.says('deploy api', ops)
    await alice.edits(said, 'deploy web')
    await alice.reacts(said, 'eyes')
    await alice.deletes(said)
    await slack.idle()
    expect(heard.sort()).toEqual(['eyes', 'message_changed', 'message_deleted', 'said'])
  })
})

describe('a slash command', () => {
  it('shows the acknowledgement to the one who typed it, and what respond() says to everybody', async () => {
    const { slack, app } = stage
    app.command('/bellhop', async ({ command, ack, respond }) => {
      await ack(`on it: ${command.text}`)
      await respond({ text: 'done', response_type: 'in_channel' })
    })
    const [alice, bob] = [slack.person('alice'), slack.person('bob')]
    await alice.types('/bellhop help me', ops)
    await alice.waitsFor('done', ops)
    expect(alice.sees(ops).map(({ text, onlyForMe }) => [text, onlyForMe])).toEqual([
      ['on it: help me', true],
      ['done', false],
    ])
    expect(bob.sees(ops).map(({ text }) => text)).toEqual(['done'])
  })
})

describe('buttons and modals', () => {
  it('hands a press over, and replaces the message it was on', async () => {
    const { slack, app } = stage
    app.action('approve', async ({ ack, respond, action, body }) => {
      await ack()
      const value = 'value' in action ? action.value : ''
      await respond({ text: `${value} approved by <@${body.user.id}>`, replace_original: true })
    })
    const text = { type: 'plain_text' as const, text: 'Approve' }
    const elements = [{ type: 'button' as const, text, action_id: 'approve', value: 'api' }]
    const blocks = [{ type: 'actions' as const, elements }]
    const channel = slack.channel('ops').id
    await app.client.chat.postMessage({ channel, text: 'Restart api?', blocks })
    const bob = slack.person('bob')
    await bob.presses('Approve', ops)
    const shown = await bob.waitsFor(/approved/, ops)
    expect(shown).toMatchObject({ text: 'api approved by @Bob', buttons: [], edited: true })
  })

  it('opens a modal, shows what is wrong with a field, and closes when all is well', async () => {
    const { slack, app } = stage
    const view = {
      type: 'modal',
      callback_id: 'ticket',
      title: { type: 'plain_text', text: 'New ticket' },
      submit: { type: 'plain_text', text: 'File' },
      blocks: [
        {
          type: 'input',
          block_id: 'what',
          label: { type: 'plain_text', text: 'Summary' },
          element: { type: 'plain_text_input', action_id: 'text' },
        },
      ],
    } as webApi.ViewsOpenArguments['view']
    app.command('/bellhop', async ({ ack, client, command }) => {
      await ack()
      await client.views.open({ trigger_id: command.trigger_id, view })
    })
    const filed: unknown[] = []
    app.view('ticket', async ({ ack, view: sent }) => {
      const text = sent.state.values.what?.text?.value ?? ''
      if (text.length < 10) return ack({ response_action: 'errors', errors: { what: 'Say a little more.' } })
      filed.push(text)
      await ack()
    })
    const alice = slack.person('alice')
    await alice.types('/bellhop ticket', ops)
    expect((await alice.waitsForModal(/New ticket/)).fields.map(({ label }) => label)).toEqual(['Summary'])
    expect((await alice.submits()).outcome).toBe('incomplete')
    expect((await alice.submits({ Summary: 'broken' })).errors).toEqual({ Summary: 'Say a little more.' })
    expect(alice.modal()?.errors).toEqual({ what: 'Say a little more.' })
    expect((await alice.submits({ Summary: 'the lift is stuck' })).outcome).toBe('closed')
    expect(alice.modal()).toBeUndefined()
    expect(filed).toEqual(['the lift is stuck'])
  })

  it('publishes the home tab when somebody opens it', async () => {
    const { slack, app } = stage
    app.event('app_home_opened', async ({ client, event }) => {
      const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: `Welcome <@${event.user}>` } }]
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } })
    })
    const alice = slack.person('alice')
    await alice.opens('home')
    expect((await alice.waitsForHome(/Welcome/)).text).toBe('Welcome @Alice')
  })
})

describe('files', () => {
  it('arrive in the channel byte for byte', async () => {
    const { slack, app } = stage
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 256))
    const channel_id = slack.channel('ops').id
    await app.client.filesUploadV2({ channel_id, filename: 'chart.png', file: bytes, initial_comment: 'Here it is' })
    const [shown] = slack.person('alice').sees(ops)
    expect(shown?.text).toBe('Here it is')
    expect(shown?.files[0]).toMatchObject({ name: 'chart.png', mimetype: 'image/png', size: 3000 })
    expect(shown?.files[0]?.read().equals(bytes)).toBe(true)
  })

  it('that people upload are read back with the token, and only with it', async () => {
    const { slack, app } = stage
    const urls: string[] = []
    app.event('message', async ({ event }) => {
      if (event.subtype === 'file_share') urls.push(event.files?.[0]?.url_private_download ?? '')
    })
    await slack.person('alice').says('look', { ...ops, files: [{ name: 'a.csv', content: 'a,b\n1,2\n' }] })
    await slack.idle()
    const read = (headers: Record<string, string>) => fetch(urls[0] ?? '', { headers }).then((got) => got.text())
    expect(await read({ authorization: `Bearer ${slack.credentials().botToken}` })).toBe('a,b\n1,2\n')
    expect(await read({})).toContain('Sign in')
  })
})

describe('streaming', () => {
  it('grows one message in the thread until it is stopped', async () => {
    const { slack, app } = stage
    const alice = slack.person('alice')
    const said = await alice.says('@Bellhop tell me', ops)
    const streamer = app.client.chatStream({
      channel: said.channel,
      thread_ts: said.ts,
      recipient_team_id: alice.teamId,
      recipient_user_id: alice.id,
      buffer_size: 5,
    })
    await streamer.append({ markdown_text: 'once upon ' })
    expect(alice.sees({ ...ops, thread: said }).at(-1)).toMatchObject({ text: 'once upon ', streaming: true })
    await streamer.append({
      chunks: [{ type: 'task_update', id: '1', title: 'Look it up', status: 'complete' }],
    })
    await streamer.stop({ markdown_text: 'a time' })
    const told = alice.sees({ ...ops, thread: said }).at(-1)
    expect(told).toMatchObject({ text: 'once upon a time\nLook it up (complete)', streaming: false })
    await slack.idle()
    const events = slack.journal.deliveries('message').map(({ body }) => body.event as { subtype?: string })
    expect(events.map(({ subtype }) => subtype)).toEqual([undefined, undefined, 'message_changed'])
  })
})

describe('trouble', () => {
  it('answers 429 with the seconds to wait when a channel is posted to too fast', async () => {
    const { slack, app } = stage
    slack.limitRates(true)
    const channel = slack.channel('ops').id
    const posts = Array.from({ length: 5 }, (_, i) => app.client.chat.postMessage({ channel, text: `line ${i}` }))
    const settled = await Promise.allSettled(posts)
    const refused = settled.filter((one) => one.status === 'rejected').map((one) => one.reason)
    expect(refused).toHaveLength(2)
    expect(refused[0]).toBeInstanceOf(webApi.WebAPIRateLimitedError)
    expect(refused[0].retryAfter).toBe(1)
    expect(slack.person('alice').sees(ops)).toHaveLength(3)
  })

  it('breaks the connection after the effect when the answer is to be lost', async () => {
    const { slack, app } = stage
    slack.faults.add('chat.postMessage', { kind: 'answer lost' })
    const post = app.client.chat.postMessage({ channel: slack.channel('ops').id, text: 'did it arrive?' })
    await expect(post).rejects.toBeInstanceOf(webApi.WebAPIRequestError)
    expect(
      slack
        .person('alice')
        .sees(ops)
        .map(({ text }) => text),
    ).toEqual(['did it arrive?'])
    expect(slack.journal.requests('chat.postMessage')[0]).toMatchObject({ outcome: 'answer lost (ok)', effect: true })
  })
})

describe('an app that does not answer', () => {
  let clock: MovableClock
  let slow: Stage
  beforeEach(async () => {
    clock = createMovableClock()
    slow = await openStage({ clock })
  })
  afterEach(() => slow.close())

  it('hears an event again at once, after a minute and after five, until it takes it', async () => {
    const { slack } = slow
    const down = new URL('/nowhere', slow.url).href
    await slack.connect({ eventsUrl: down }, { verify: false })
    await slack.person('alice').says('anybody there?', ops)
    await slack.journal.waitForDelivery('message', 2)
    await clock.advance(60_000)
    await slack.journal.waitForDelivery('message', 3)
    await slack.connect({ eventsUrl: `${slow.url}/slack/events` })
    await clock.advance(300_000)
    await slack.journal.waitForDelivery('message', 4)
    const tries = slack.journal.deliveries('message')
    expect(tries.map(({ attempt, reason, outcome }) => [attempt, reason, outcome])).toEqual([
      [0, undefined, '404'],
      [1, 'http_error', '404'],
      [2, 'http_error', '404'],
      [3, 'http_error', '200'],
    ])
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
  })

  it('makes a refused command fail before the eyes of the one who typed it, and is not asked again', async () => {
    const { slack, url } = slow
    await slack.connect({ commandsUrl: `${url}/nowhere` })
    const alice = slack.person('alice')
    expect(await alice.types('/bellhop help', ops)).toEqual({ outcome: 'failed', why: 'status 404' })
    expect(alice.notices()).toEqual(['/bellhop failed with the error "operation_timeout"'])
    await clock.advance(3_600_000)
    expect(slack.journal.deliveries('/bellhop')).toHaveLength(1)
  })

  it('makes a late command fail before the eyes of the one who typed it', async () => {
    const { slack, app } = slow
    const asked = Promise.withResolvers<void>()
    app.command('/bellhop', async () => asked.resolve())
    const alice = slack.person('alice')
    const typed = alice.types('/bellhop help', ops)
    await asked.promise
    await clock.advance(3_000)
    expect(await typed).toEqual({ outcome: 'failed', why: 'http_timeout' })
    expect(alice.notices()).toEqual(['/bellhop failed with the error "operation_timeout"'])
  })
})
