// One call of the Web API from arrival to answer: faults, token, limit, scopes, method, journal.
import type { Json, Token, User } from '../model.ts'
import { json, meetingFaults, type Outcome, type RouteAnswer, tooMany } from '../route-answer.ts'
import type { World } from '../world.ts'
import { readArgs } from './args.ts'
import { type Method, refusalOf, refuse } from './method.ts'
import { methods } from './methods.ts'

export async function answerCall(
  world: World,
  name: string,
  all: Json,
  bearer: string | undefined,
): Promise<RouteAnswer | 'nothing'> {
  const { token: inBody, ...args } = all
  const at = world.clock.now()
  const value = bearer ?? (typeof inBody === 'string' ? inBody : undefined)
  const { answer, outcome, effect } = await meetingFaults(world, name, () => perform(world, name, args, value))
  world.journal.add({ kind: 'request', method: name, args, at, outcome, effect })
  return answer
}

async function perform(world: World, name: string, all: Json, tokenValue: string | undefined): Promise<Outcome> {
  let headers: Record<string, string> = {}
  try {
    const method = methods[name] ?? refuse('unknown_method', { req_method: name })
    const args = readArgs(all)
    const { token, user } = authenticate(world, method, tokenValue)
    const seconds = world.limits.spend(name, method.tier, token.teamId)
    if (seconds > 0) return { answer: tooMany(seconds), outcome: 'ratelimited', effect: false }
    const needed = typeof method.scopes === 'function' ? method.scopes(args, world) : (method.scopes ?? [])
    headers = { 'x-oauth-scopes': token.scopes.join(','), 'x-accepted-oauth-scopes': needed.join(',') }
    checkScopes(token, needed)
    const body = await method.run({ world, args, token, user })
    return { answer: json(200, { ok: true, ...body }, headers), outcome: 'ok', effect: true }
  } catch (thrown) {
    const refusal = refusalOf(thrown)
    if (!refusal) throw thrown
    const { retry_after: seconds, ...body } = refusal
    if (typeof seconds === 'number') return { answer: tooMany(seconds), outcome: 'ratelimited', effect: false }
    return { answer: json(200, body, headers), outcome: String(body.error), effect: false }
  }
}

const nobody: User = {
  id: '',
  teamId: '',
  name: '',
  realName: '',
  email: '',
  isBot: false,
  isAdmin: false,
  guest: 'no',
  deleted: false,
}
const noToken: Token = { value: '', kind: 'app', teamId: '', userId: '', scopes: [], state: 'good' }

function authenticate(world: World, method: Method, value: string | undefined): { token: Token; user: User } {
  const accepted = method.tokens ?? ['bot', 'user']
  if (accepted.length === 0) return { token: noToken, user: nobody }
  if (!value) return refuse('not_authed')
  if (value === world.app.appToken) {
    if (!accepted.includes('app')) return refuse('not_allowed_token_type')
    return { token: { ...noToken, value, scopes: ['connections:write'] }, user: nobody }
  }
  const token = world.state.tokens.get(value)
  const user = token && world.state.users.get(token.userId)
  if (!token || !user) return refuse('invalid_auth')
  if (token.state === 'revoked') return refuse('token_revoked')
  if (token.state === 'uninstalled') return refuse('account_inactive')
  if (!accepted.includes(token.kind)) return refuse('not_allowed_token_type')
  return { token, user }
}

function checkScopes(token: Token, needed: string[]): void {
  const missing = needed.filter((scope) => !token.scopes.includes(scope))
  if (missing.length === 0) return
  refuse('missing_scope', { needed: missing.join(','), provided: token.scopes.join(',') })
}
