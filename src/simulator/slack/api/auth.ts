// auth.*, oauth.v2.access, apps.*: who am I, come in, go away, and the way to a socket.
import { addUserToken, install, revokeToken, uninstall } from '../installs.ts'
import type { Json } from '../model.ts'
import { type Call, type Method, refuse } from './method.ts'

export const auth: Record<string, Method> = {
  'api.test': { tier: 'free', tokens: [], run: ({ args }) => apiTest(args.all) },
  'auth.test': { tier: 'free', run: authTest },
  'auth.revoke': { tier: 3, run: authRevoke },
  'oauth.v2.access': { tier: 4, tokens: [], run: access },
  'apps.uninstall': { tier: 1, run: uninstallApp },
  'apps.connections.open': { tier: 2, tokens: ['app'], run: openConnection },
}

function apiTest(args: Json): Json {
  if (args.error !== undefined && args.error !== '') refuse(String(args.error), { args })
  return { args }
}

function authTest(call: Call): Json {
  const { world, token, user } = call
  const team = world.state.teams.get(token.teamId)
  return {
    url: `https://${team?.domain}.slack.com/`,
    team: team?.name,
    user: user.name,
    team_id: token.teamId,
    user_id: user.id,
    ...(token.botId ? { bot_id: token.botId } : {}),
    is_enterprise_install: false,
  }
}

function authRevoke(call: Call): Json {
  if (call.args.flag('test')) return { revoked: false }
  revokeToken(call.world, call.token)
  return { revoked: true }
}

function checkClient(call: Call): void {
  const { world, args } = call
  if (args.text('client_id') !== world.app.clientId) refuse('invalid_client_id')
  if (args.text('client_secret') !== world.app.clientSecret) refuse('bad_client_secret')
}

function access(call: Call): Json {
  const { world, args } = call
  checkClient(call)
  const redeemed = world.consents.redeem(args.text('code') ?? '', args.text('redirect_uri'))
  if (redeemed.outcome === 'refused') return refuse(redeemed.error)
  const { user, teamId, scopes, userScopes } = redeemed.consent
  const installation = install(world, teamId, scopes)
  const granted = world.state.tokens.get(installation.botToken)?.scopes ?? []
  const team = world.state.teams.get(teamId)
  const userToken = userScopes.length === 0 ? undefined : addUserToken(world, teamId, user, userScopes)
  return {
    app_id: world.app.id,
    authed_user: {
      id: user,
      ...(userToken ? { access_token: userToken.value, scope: userScopes.join(','), token_type: 'user' } : {}),
    },
    scope: granted.join(','),
    token_type: 'bot',
    access_token: installation.botToken,
    bot_user_id: installation.botUserId,
    team: { id: teamId, name: team?.name },
    enterprise: null,
    is_enterprise_install: false,
  }
}

function uninstallApp(call: Call): Json {
  checkClient(call)
  uninstall(call.world, call.token.teamId)
  return {}
}

function openConnection(call: Call): Json {
  const { world } = call
  if (!world.app.socketMode) return refuse('socket_mode_not_enabled')
  const address = world.address.url.replace(/^http/, 'ws')
  return { url: `${address}/link/?ticket=${world.sockets.ticket()}&app_id=${world.app.id}` }
}
