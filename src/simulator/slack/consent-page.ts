// The page where somebody lets the app into their workspace, and the way back to the app.
import type { RouteAnswer } from './route-answer.ts'
import type { World } from './world.ts'

type Asked = {
  clientId: string
  scopes: string[]
  userScopes: string[]
  /** As it was asked for, and where the way back leads. */
  redirectUri: string
  backTo: string
  state: string
}

export function showConsent(world: World, query: URLSearchParams): RouteAnswer {
  const asked = readAsked(world, query)
  const problem = problemWith(world, asked)
  if (problem) return page(400, `<h1>Something went wrong</h1><p>${problem}</p>`)
  const people = [...world.state.users.values()].filter((user) => !user.isBot && !user.deleted)
  const options = people.map((user) => {
    const team = world.state.teams.get(user.teamId)?.name ?? ''
    return `<option value="${user.id}">${html(user.realName)} (${html(team)})</option>`
  })
  const scopes = [...asked.scopes, ...asked.userScopes].map((scope) => `<li>${html(scope)}</li>`)
  return page(
    200,
    `<h1>${html(world.app.name)} asks to enter the workspace</h1><ul>${scopes.join('')}</ul>
     <form method="post" action="/oauth/v2/authorize?${html(query.toString())}">
       <label>You are <select name="user">${options.join('')}</select></label>
       <button name="answer" value="allow">Allow</button> <button name="answer" value="cancel">Cancel</button>
     </form>`,
  )
}

export function takeConsent(world: World, query: URLSearchParams, form: Record<string, unknown>): RouteAnswer {
  const asked = readAsked(world, query)
  const problem = problemWith(world, asked)
  const user = world.state.users.get(String(form.user))
  if (problem || !user) return page(400, `<h1>Something went wrong</h1><p>${problem ?? 'unknown person'}</p>`)
  if (form.answer !== 'allow') return redirect(asked, `error=access_denied`)
  const { scopes, userScopes, redirectUri } = asked
  const consent = { user: user.id, teamId: user.teamId, scopes, userScopes, redirectUri }
  return redirect(asked, `code=${world.consents.issue(consent)}`)
}

function readAsked(world: World, query: URLSearchParams): Asked {
  const list = (name: string) => (query.get(name) ?? '').split(/[\s,]+/).filter(Boolean)
  return {
    clientId: query.get('client_id') ?? '',
    scopes: list('scope'),
    userScopes: list('user_scope'),
    redirectUri: query.get('redirect_uri') ?? '',
    backTo: query.get('redirect_uri') ?? world.app.redirectUrls[0] ?? '',
    state: query.get('state') ?? '',
  }
}

function problemWith(world: World, asked: Asked): string | undefined {
  if (asked.clientId !== world.app.clientId) return 'Invalid client_id parameter'
  if (asked.scopes.length + asked.userScopes.length === 0) return 'No scopes requested'
  if (!world.app.redirectUrls.some((known) => isUnder(known, asked.backTo))) {
    return 'redirect_uri did not match any configured URIs'
  }
  return undefined
}

/** The registered address itself, or one below it. */
function isUnder(known: string, address: string): boolean {
  return address === known || address.startsWith(`${known.replace(/\/$/, '')}/`)
}

function redirect({ backTo, state }: Asked, answer: string): RouteAnswer {
  const joint = backTo.includes('?') ? '&' : '?'
  return {
    status: 302,
    headers: { location: `${backTo}${joint}${answer}&state=${encodeURIComponent(state)}` },
    body: '',
  }
}

function page(status: number, body: string): RouteAnswer {
  const head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Simulated Slack</title></head>'
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: `${head}<body>${body}</body></html>` }
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
