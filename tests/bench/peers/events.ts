// What people send: a slash command, a mention in a thread, a Telegram message. Each asks for a pong that names its marker.
import { type Sendable, signed } from '../drive.ts'
import { botUser, type Kind, markerOf, slackPath, team, telegramPath, telegramSecret } from './names.ts'

const people = 500
const beganAt = Math.floor(Date.now() / 1000)

/** Told where replies to a slash command go. */
export function requestOf(kind: Kind, run: number, n: number, responseUrl: string): Sendable {
  switch (kind) {
    case 'slash':
      return signed(slackPath, slashCommand(run, n, responseUrl), 'application/x-www-form-urlencoded')
    case 'mention':
      return signed(slackPath, mention(run, n))
    case 'telegram':
      return {
        path: telegramPath,
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': telegramSecret },
        body: telegramMessage(run, n),
      }
  }
}

/** The same event as a platform sends it when it did not hear the answer; Telegram says nothing of it. */
export function againOf(kind: Kind, sent: Sendable): Sendable {
  if (kind === 'telegram') return sent
  const { path, headers, body } = signed(sent.path, sent.body, sent.headers['content-type'])
  return { path, headers: { ...headers, 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }, body }
}

function slashCommand(run: number, n: number, responseUrl: string): string {
  return new URLSearchParams({
    token: 'unused',
    team_id: team,
    team_domain: 'bench',
    channel_id: `C0BENCH${n % people}`,
    channel_name: `channel-${n % people}`,
    user_id: `U0BENCH${n % people}`,
    user_name: `person-${n % people}`,
    command: '/bellhop',
    text: `ping ${markerOf(run, n)}`,
    api_app_id: 'A0BENCH',
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: `${run}.${n}.trigger`,
  }).toString()
}

function mention(run: number, n: number): string {
  const seconds = beganAt + run
  const ts = `${seconds}.${String(n).padStart(6, '0')}`
  return JSON.stringify({
    token: 'unused',
    team_id: team,
    api_app_id: 'A0BENCH',
    type: 'event_callback',
    event_id: `Ev${run}x${n}`,
    event_time: seconds,
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event: {
      type: 'app_mention',
      channel: `C0BENCH${n % people}`,
      user: `U0BENCH${n % people}`,
      team,
      text: `<@${botUser}> ping ${markerOf(run, n)}`,
      ts,
      thread_ts: `${seconds - 3_600}.${String(n).padStart(6, '0')}`,
      event_ts: ts,
    },
  })
}

function telegramMessage(run: number, n: number): string {
  const id = 1_000 + (n % people)
  const name = { first_name: `Person ${id}`, username: `person${id}` }
  return JSON.stringify({
    update_id: run * 1_000_000 + n,
    message: {
      message_id: run * 1_000_000 + n,
      date: beganAt + run,
      from: { id, is_bot: false, language_code: 'en', ...name },
      chat: { id, type: 'private', ...name },
      text: `/ping ${markerOf(run, n)}`,
      entities: [{ type: 'bot_command', offset: 0, length: 5 }],
    },
  })
}
