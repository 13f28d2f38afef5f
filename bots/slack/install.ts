// Installing the app into a workspace: to Slack and back, in the same browser, with a token at the end.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createSecret, type Secret } from '../../src/domain/secret.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Route, RouteAnswer, RouteRequest } from '../../src/ports/route.ts'
import { textAt } from './json.ts'
import { scopes } from './needs.ts'
import type { SlackApi } from './slack-api.ts'
import type { Arrived, Installations } from './workspaces.ts'

export type OAuth = { clientId: string; clientSecret: Secret; stateSecret: Secret }

type Options = {
  oauth: OAuth
  publicUrl: string
  installations: Installations
  onWorkspace: Arrived
  api: SlackApi
  clock: Clock
  log: Log
}

const stateLivesMs = 10 * 60_000
const cookieName = 'bellhop_slack_install'

export function installRoutes(options: Options): Route[] {
  const { oauth, publicUrl, installations, onWorkspace, api, clock, log } = options
  const redirectUrl = new URL('/slack/oauth_redirect', publicUrl).href
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''

  function begin(): RouteAnswer {
    const state = signed(`${randomBytes(24).toString('base64url')}.${clock.now() + stateLivesMs}`, oauth.stateSecret)
    const consent = new URL('/oauth/v2/authorize', api.url)
    consent.search = String(
      new URLSearchParams({ client_id: oauth.clientId, scope: scopes.join(','), state, redirect_uri: redirectUrl }),
    )
    return { status: 302, headers: { location: consent.href, ...setCookie(state, stateLivesMs / 1000), ...notKept } }
  }

  async function finish({ query, headers }: RouteRequest): Promise<RouteAnswer> {
    const state = query.get('state') ?? ''
    if (!isOurs(state, headers.cookie)) {
      return page(400, 'This installation was not begun in this browser, or too long ago. Please begin again.')
    }
    if (query.get('error')) return page(200, 'Nothing was installed: you said no. You can begin again at any time.')
    return exchange(query.get('code') ?? '')
  }

  function isOurs(state: string, cookies = ''): boolean {
    const kept = cookies
      .split(/;\s*/)
      .find((one) => one.startsWith(`${cookieName}=`))
      ?.slice(cookieName.length + 1)
    if (!kept || !isSame(kept, state)) return false
    const end = state.lastIndexOf('.')
    if (end < 0 || !isSame(signed(state.slice(0, end), oauth.stateSecret), state)) return false
    return Number(state.split('.')[1]) > clock.now()
  }

  async function exchange(code: string): Promise<RouteAnswer> {
    const client = { client_id: oauth.clientId, client_secret: oauth.clientSecret.reveal() }
    const asked = await api.call('oauth.v2.access', { ...client, code, redirect_uri: redirectUrl })
    if (asked.kind !== 'ok') {
      log.warn({ why: asked.kind === 'error' ? asked.error : asked.kind }, 'an installation failed')
      return page(502, 'Slack did not finish the installation. Please begin again.')
    }
    const { body } = asked
    const team = textAt(body, 'team', 'id') ?? textAt(body, 'enterprise', 'id')
    const [token, botUser] = [textAt(body, 'access_token'), textAt(body, 'bot_user_id')]
    if (!team || !token || !botUser) return page(502, 'Slack did not give Bellhop a bot. Please begin again.')
    const name = textAt(body, 'team', 'name') ?? textAt(body, 'enterprise', 'name') ?? team
    await installations.save({ team, name, token: createSecret(token), botUser, installedAt: clock.now() })
    await onWorkspace({ key: `slack:${team}`, name })
    log.info({ workspace: `slack:${team}` }, 'the app was installed in a Slack workspace')
    return page(200, `Bellhop is installed in ${name}. Say /bellhop help in Slack to see what it can do.`)
  }

  function setCookie(value: string, seconds: number): Record<string, string> {
    return { 'set-cookie': `${cookieName}=${value}; Path=/slack; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}` }
  }

  /** The state has served. */
  function page(status: number, text: string): RouteAnswer {
    return {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', ...setCookie('', 0), ...notKept },
      body: `<!doctype html><html lang="en"><title>Bellhop</title><p>${escapeHtml(text)}</p></html>`,
    }
  }

  return [
    { method: 'GET', path: '/slack/install', handle: async () => begin() },
    { method: 'GET', path: '/slack/oauth_redirect', handle: finish },
  ]
}

const notKept = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

function signed(text: string, secret: Secret): string {
  return `${text}.${createHmac('sha256', secret.reveal()).update(text).digest('base64url')}`
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
