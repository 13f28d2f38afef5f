// users.*, team.info, bots.info: who is who.
import type { Json } from '../model.ts'
import { showTeam, showUser } from '../show.ts'
import { type Call, type Method, refuse } from './method.ts'
import { pageOf } from './pages.ts'

export const users: Record<string, Method> = {
  'users.info': { tier: 4, scopes: ['users:read'], run: info },
  'users.list': { tier: 2, scopes: ['users:read'], run: list },
  'users.lookupByEmail': { tier: 3, scopes: ['users:read.email'], run: lookupByEmail },
  'team.info': { tier: 3, scopes: ['team:read'], run: teamInfo },
  'bots.info': { tier: 3, scopes: ['users:read'], run: botInfo },
}

function seesEmail(call: Call): boolean {
  return call.token.scopes.includes('users:read.email')
}

function info(call: Call): Json {
  const user = call.world.state.users.get(call.args.need('user')) ?? refuse('user_not_found')
  const isKnown = user.teamId === call.token.teamId || sharesChannel(call, user.id)
  if (!isKnown) return refuse('user_not_visible')
  return { user: showUser(user, call.token.teamId, seesEmail(call)) }
}

function sharesChannel(call: Call, userId: string): boolean {
  const { world, token } = call
  return [...world.state.channels.values()].some(
    (channel) => channel.members.has(userId) && [channel.teamId, ...channel.sharedWith].includes(token.teamId),
  )
}

function list(call: Call): Json {
  const { world, token, args } = call
  const all = [...world.state.users.values()].filter((user) => user.teamId === token.teamId)
  const page = pageOf(all, args, 200, 1000)
  const members = page.items.map((user) => showUser(user, token.teamId, seesEmail(call)))
  return { members, cache_ts: Math.floor(world.clock.now() / 1000), ...page.metadata }
}

function lookupByEmail(call: Call): Json {
  const wanted = call.args.need('email').toLowerCase()
  const found = [...call.world.state.users.values()].find(
    (user) => user.teamId === call.token.teamId && !user.deleted && user.email.toLowerCase() === wanted,
  )
  return { user: showUser(found ?? refuse('users_not_found'), call.token.teamId, true) }
}

function teamInfo(call: Call): Json {
  const team = call.world.state.teams.get(call.args.text('team') ?? call.token.teamId) ?? refuse('team_not_found')
  return { team: showTeam(call.world, team) }
}

function botInfo(call: Call): Json {
  const { world, args, token } = call
  const wanted = args.text('bot') ?? token.botId
  const found = [...world.state.installations.values()].find((one) => one.botId === wanted) ?? refuse('bot_not_found')
  const bot = world.state.users.get(found.botUserId)
  const shown = { id: found.botId, deleted: bot?.deleted ?? false, name: world.app.name, updated: 0, icons: {} }
  return { bot: { ...shown, app_id: world.app.id, user_id: found.botUserId } }
}
