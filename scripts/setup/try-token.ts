// Shows a token to the platform it is for, and says in a sentence what came of it. A platform that cannot be reached decides nothing.
export type Tried = {
  /** Undefined when the platform could not be asked. */
  works: boolean | undefined
  says: string
  /** The workspace, for a token of Slack. */
  team?: string
}

type Answer = Record<string, unknown>

const patienceMs = 8_000

export async function trySlackBot(token: string, api = 'https://slack.com/api'): Promise<Tried> {
  return tell(
    'Slack',
    () => askSlack(api, 'auth.test', token),
    (answer) => {
      if (answer.ok !== true)
        return { works: false, says: `Slack refuses this bot token: ${slackReason(answer.error)}` }
      const team = typeof answer.team_id === 'string' ? { team: answer.team_id } : {}
      return { works: true, says: `Slack knows this bot as ${answer.user} in ${answer.team}.`, ...team }
    },
  )
}

export async function trySlackApp(token: string, api = 'https://slack.com/api'): Promise<Tried> {
  return tell(
    'Slack',
    () => askSlack(api, 'apps.connections.open', token),
    (answer) =>
      answer.ok === true
        ? { works: true, says: 'Slack opens Socket Mode for this app.' }
        : { works: false, says: `Slack opens no Socket Mode for this token: ${slackReason(answer.error)}` },
  )
}

export async function tryTelegram(token: string, api = 'https://api.telegram.org'): Promise<Tried> {
  return tell(
    'Telegram',
    () => fetch(`${bare(api)}/bot${token}/getMe`, { signal: AbortSignal.timeout(patienceMs) }),
    (answer) => {
      const bot = answer.result as { username?: unknown } | undefined
      if (answer.ok === true) return { works: true, says: `Telegram knows this bot as @${bot?.username}.` }
      return { works: false, says: 'Telegram does not know this token. Ask @BotFather for it again with /mybots.' }
    },
  )
}

function askSlack(api: string, method: string, token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` }
  return fetch(`${bare(api)}/${method}`, { method: 'POST', headers, signal: AbortSignal.timeout(patienceMs) })
}

async function tell(name: string, ask: () => Promise<Response>, judge: (answer: Answer) => Tried): Promise<Tried> {
  const unsure = (why: string) => ({
    works: undefined,
    says: `${name} could not be asked (${why}); the token is taken as it is.`,
  })
  try {
    const response = await ask()
    if (response.status === 429 || response.status >= 500) return unsure(`it answered ${response.status}`)
    const answer: unknown = await response.json()
    return typeof answer === 'object' && answer !== null ? judge({ ...answer }) : unsure('its answer made no sense')
  } catch (error) {
    // Only the kind of failure is shown: an address of Telegram holds the token.
    return unsure(reasonIn(error))
  }
}

function reasonIn(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer made no sense'
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'it did not answer in time'
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? `network: ${String(cause.code)}` : 'no way through the network'
}

function slackReason(code: unknown): string {
  if (code === 'invalid_auth' || code === 'not_authed') return 'it does not know it. Copy it again, whole.'
  if (code === 'account_inactive' || code === 'token_revoked') return 'it was revoked. Install the app again.'
  if (code === 'not_allowed_token_type') return 'it is of another kind.'
  if (String(code).startsWith('socket_mode_')) return 'Socket Mode is off in the settings of the app.'
  if (code === 'missing_scope' || code === 'no_permission') return 'it lacks a scope the app needs.'
  return `it says ${String(code)}.`
}

function bare(address: string): string {
  return address.replace(/\/+$/, '')
}
