import { describe, expect, it } from 'vitest'
import { toArrival } from '../../../bots/slack/to-arrival.ts'

describe('the key of an arrival', () => {
  it('is the same for a mention that comes as message and as app_mention', () => {
    expect(keyOf(message({ type: 'app_mention' }))).toBe(keyOf(message({ type: 'message' })))
  })

  it('is the same when Slack sends one message again under a new event id', () => {
    expect(keyOf({ ...message(), event_id: 'Ev2' })).toBe(keyOf({ ...message(), event_id: 'Ev1' }))
  })

  it('differs between two messages, two channels, two workspaces and two apps', () => {
    const keys = [
      message(),
      message({ ts: '1700000000.000200' }),
      message({ channel: 'C2' }),
      { ...message(), context_team_id: 'T2' },
      { ...message(), api_app_id: 'A2' },
    ].map(keyOf)
    expect(new Set(keys).size).toBe(5)
  })

  it('differs between a message, its edits and its end', () => {
    const edit = (at: string) =>
      message({ subtype: 'message_changed', ts: at, event_ts: at, message: { ts: '1700000000.000100' } })
    const end = message({ subtype: 'message_deleted', deleted_ts: '1700000000.000100', event_ts: '1700000003.000100' })
    const keys = [message(), edit('1700000001.000100'), edit('1700000002.000100'), end].map(keyOf)
    expect(new Set(keys).size).toBe(4)
  })

  it('tells reactions apart by who, what and where', () => {
    const reaction = (more: object) =>
      eventOf({
        type: 'reaction_added',
        event_ts: '1.1',
        item: { channel: 'C1', ts: '1.0' },
        user: 'U1',
        reaction: 'eyes',
        ...more,
      })
    const keys = [reaction({}), reaction({ user: 'U2' }), reaction({ reaction: 'tada' }), reaction({ event_ts: '1.2' })]
    expect(new Set(keys.map(keyOf)).size).toBe(4)
    expect(keyOf(reaction({}))).toBe(keyOf(reaction({})))
  })

  it('is the trigger for commands, presses and forms', () => {
    expect(keyOf(command('1.2'))).toBe(keyOf({ ...command('1.2'), text: 'otherwise the same' }))
    expect(keyOf(command('1.2'))).not.toBe(keyOf(command('1.3')))
    expect(keyOf(press('2.2'))).not.toBe(keyOf(press('2.3')))
  })

  it('is the same for a farewell that is told twice', () => {
    const farewell = { ...eventOf({ type: 'app_uninstalled' }), event_time: 1700000000 }
    expect(keyOf(farewell)).toBe(keyOf({ ...farewell, event_id: 'Ev9' }))
  })
})

describe('the lane of an arrival', () => {
  it('is the thread, from its first message on', () => {
    const root = message()
    const reply = message({ ts: '1700000009.000100', thread_ts: '1700000000.000100' })
    expect(laneOf(root)).toBe('slack:T1:C1:1700000000.000100')
    expect(laneOf(reply)).toBe(laneOf(root))
  })

  it('is the same for an edit as for the message', () => {
    const edit = message({ subtype: 'message_changed', ts: '1700000001.0', message: { ts: '1700000000.000100' } })
    expect(laneOf(edit)).toBe(laneOf(message()))
  })

  it('is the channel and the asker for a command', () => {
    expect(laneOf(command('1.2'))).toBe('slack:T1:C1:U1')
  })

  it.each([
    ['a press', press('2.2')],
    [
      'a form',
      { type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1' }, trigger_id: '3', view: { id: 'V1' } },
    ],
    ['the stop button', eventOf({ type: 'agent_session_stopped', channel: 'D1', thread_ts: '1.0', user: 'U1' })],
    ['a word that stops', message({ type: 'app_mention', text: '<@UBOT> cancel 12' })],
    ['a command that stops', { ...command('1.9'), text: 'cancel 12' }],
  ])('is one of its own for %s, which never waits', (_, body) => {
    const arrival = toArrival(body, Buffer.from(''), 'application/json')
    expect(arrival?.isControl).toBe(true)
    expect(arrival?.lane).toMatch(/:control$/)
  })

  it.each([
    ['somebody who says stop to nobody of ours', message({ text: 'stop it, Bob' })],
    ['a question that begins with stop', { ...command('1.9'), command: '/ask', text: 'stop words in search?' }],
  ])('is the ordinary one for %s', (_, body) => {
    expect(toArrival(body, Buffer.from(''), 'application/json')?.isControl).toBe(false)
  })
})

function eventOf(event: object): Record<string, unknown> {
  return { type: 'event_callback', context_team_id: 'T1', team_id: 'T1', api_app_id: 'A1', event_id: 'Ev1', event }
}

function message(more: object = {}): Record<string, unknown> {
  return eventOf({ type: 'message', channel: 'C1', user: 'U1', ts: '1700000000.000100', text: 'hello', ...more })
}

function command(trigger: string): Record<string, unknown> {
  const who = { team_id: 'T1', channel_id: 'C1', user_id: 'U1', api_app_id: 'A1' }
  return { command: '/bellhop', text: 'ping', trigger_id: trigger, ...who }
}

function press(trigger: string): Record<string, unknown> {
  const container = { channel_id: 'C1', message_ts: '1.0' }
  return {
    type: 'block_actions',
    team: { id: 'T1' },
    user: { id: 'U1' },
    trigger_id: trigger,
    container,
    actions: [{}],
  }
}

function keyOf(body: Record<string, unknown>): string | undefined {
  return toArrival(body, Buffer.from(JSON.stringify(body)), 'application/json')?.key
}

function laneOf(body: Record<string, unknown>): string | undefined {
  return toArrival(body, Buffer.from(''), 'application/json')?.lane
}
