// Fields of another kind than Slack ever sends: an event is read, ignored or refused in words, and nothing of ours breaks on it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BellhopError } from '../../../src/domain/errors.ts'
import { withOddFields } from '../../support/odd-fields.ts'
import { openSlack, type Slack, signedHeaders } from './open-slack.ts'

const file = { id: 'F1', name: 'a.csv', mimetype: 'text/csv', size: 3, url_private_download: 'https://files.example/a' }
const message = {
  type: 'message',
  user: 'U1',
  text: 'hi',
  channel: 'D1',
  channel_type: 'im',
  ts: '1.2',
  event_ts: '1.2',
}
const team = { team_id: 'T1', api_app_id: 'A1' }
const wrap = (event: object) => ({
  ...{ type: 'event_callback', ...team, event_id: 'Ev1', event_time: 1, event },
  authorizations: [{ team_id: 'T1', user_id: 'UBOT', enterprise_id: null, is_bot: true }],
})
const pressed = {
  ...{ type: 'block_actions', team: { id: 'T1' }, user: { id: 'U1', team_id: 'T1' }, trigger_id: '1.2.3' },
  container: { type: 'message', message_ts: '1.2', channel_id: 'C1', is_ephemeral: false },
  ...{ channel: { id: 'C1' }, message: { ts: '1.2', thread_ts: '1.1' }, response_url: 'https://hooks.example/r' },
  actions: [{ action_id: 'run#0', block_id: 'b', value: 'help', type: 'button', action_ts: '1.2' }],
  state: { values: { b: { value: { type: 'plain_text_input', value: 'x' } } } },
}
const submitted = {
  ...{ type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1', team_id: 'T1' }, trigger_id: '1.2.4' },
  view: {
    ...{ id: 'V1', callback_id: 'feedback', private_metadata: '{"channel":"C1","user":"U1","isDirect":false,"at":0}' },
    state: { values: { text: { value: { type: 'plain_text_input', value: 'hello' } } } },
    blocks: [{ type: 'input', block_id: 'text', element: { type: 'plain_text_input', action_id: 'value' } }],
  },
}
const bodies: Record<string, object> = {
  message: wrap({ ...message, files: [file], thread_ts: '1.1', parent_user_id: 'UBOT' }),
  mention: wrap({
    ...message,
    type: 'app_mention',
    channel: 'C1',
    text: '<@UBOT> help',
    blocks: [{ type: 'rich_text' }],
  }),
  edit: wrap({ ...message, subtype: 'message_changed', message, previous_message: message }),
  reaction: wrap({
    type: 'reaction_added',
    user: 'U1',
    reaction: '+1',
    item_user: 'UBOT',
    item: { type: 'message', channel: 'C1', ts: '1.2' },
    event_ts: '1.3',
  }),
  home: wrap({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.4' }),
  joined: wrap({ type: 'member_joined_channel', user: 'UBOT', inviter: 'U1', channel: 'C1', event_ts: '1.5' }),
  stopped: wrap({ type: 'agent_session_stopped', user: 'U1', channel: 'D1', thread_ts: '1.1', event_ts: '1.6' }),
  'changed person': wrap({ type: 'user_change', user: { id: 'U1', profile: { display_name: 'x' } }, event_ts: '1.7' }),
  revoked: wrap({ type: 'tokens_revoked', tokens: { bot: ['UBOT'] }, event_ts: '1.8' }),
  press: pressed,
  form: submitted,
  shortcut: {
    ...pressed,
    type: 'message_action',
    callback_id: 'ask',
    actions: undefined,
    message: { ...message, text: 'about this' },
  },
}

let slack: Slack
beforeAll(async () => {
  slack = await openSlack()
})
afterAll(() => slack.stop())

it.each(Object.entries(bodies))('a %s with any field of another kind', async (_, body) => {
  const post = slack.routes.find(({ path }) => path === '/slack/events')?.handle
  const { signingSecret, teamId, botUserId } = slack.workspace.credentials()
  let read = 0
  for (const odd of [body, ...withOddFields(body)]) {
    const text = JSON.stringify(odd).replaceAll('T1', teamId).replaceAll('UBOT', botUserId)
    const isForm = 'actions' in body || 'view' in body || 'callback_id' in body
    const raw = isForm ? `payload=${encodeURIComponent(text)}` : text
    const contentType = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
    const headers = { ...signedHeaders(signingSecret, raw), 'content-type': contentType }
    slack.arrivals.length = 0
    const answer = await post?.({
      method: 'POST',
      path: '/slack/events',
      query: new URLSearchParams(),
      params: {},
      headers,
      body: Buffer.from(raw),
    })
    expect([200, 400], text.slice(0, 2_000)).toContain(answer?.status)
    const arrival = slack.arrivals[0]
    if (!arrival) continue
    const failure = await slack.reads(arrival, 9).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) read++
    else expect((failure as BellhopError).code, `${String(failure)} ${text.slice(0, 2_000)}`).not.toBe('internal')
    if (failure !== undefined) expect(failure, text.slice(0, 2_000)).toBeInstanceOf(BellhopError)
  }
  expect(read).toBeGreaterThan(20)
})
