// Installing the app into a team, and taking it away again.
import { secret } from './ids.ts'
import type { Installation, Token } from './model.ts'
import { addUser } from './residents.ts'
import type { World } from './world.ts'

/** Installs, or installs again: the bot keeps its id and token, the scopes add up. */
export function install(world: World, teamId: string, scopes: string[]): Installation {
  const installation = world.state.installations.get(teamId) ?? newInstallation(world, teamId)
  const token = world.state.tokens.get(installation.botToken)
  const kept = token?.state === 'good' ? token : newBotToken(world, installation)
  kept.scopes = [...new Set([...kept.scopes, ...scopes])]
  installation.active = true
  installation.botToken = kept.value
  const bot = world.state.users.get(installation.botUserId)
  if (bot) bot.deleted = false
  world.changes.tell({ kind: 'app', how: 'installed', teamId })
  return installation
}

function newInstallation(world: World, teamId: string): Installation {
  const botId = world.ids.next('B')
  const bot = addUser(world, { name: world.app.name.toLowerCase(), realName: world.app.name, email: '', teamId, botId })
  const installation = { teamId, botUserId: bot.id, botId, botToken: '', active: true }
  world.state.installations.set(teamId, installation)
  return installation
}

function newBotToken(world: World, installation: Installation): Token {
  return addToken(world, {
    value: `xoxb-${secret(20)}`,
    kind: 'bot',
    teamId: installation.teamId,
    userId: installation.botUserId,
    botId: installation.botId,
    scopes: [],
    state: 'good',
  })
}

export function addUserToken(world: World, teamId: string, userId: string, scopes: string[]): Token {
  return addToken(world, { value: `xoxp-${secret(20)}`, kind: 'user', teamId, userId, scopes, state: 'good' })
}

function addToken(world: World, token: Token): Token {
  world.state.tokens.set(token.value, token)
  return token
}

/** What auth.revoke does: this token is dead, and when it was the bot's the app is gone from the team. */
export function revokeToken(world: World, token: Token): void {
  token.state = 'revoked'
  const whose = token.kind === 'bot' ? { bots: [token.userId] } : { users: [token.userId] }
  if (token.kind === 'bot') deactivate(world, token.teamId)
  world.changes.tell({ kind: 'app', how: 'revoked', teamId: token.teamId, ...whose })
}

export function uninstall(world: World, teamId: string): void {
  const tokens = [...world.state.tokens.values()].filter((token) => token.teamId === teamId && token.state === 'good')
  for (const token of tokens) token.state = 'uninstalled'
  const ofKind = (kind: Token['kind']) => tokens.filter((token) => token.kind === kind).map((token) => token.userId)
  deactivate(world, teamId)
  const [bots, users] = [ofKind('bot'), ofKind('user')]
  world.changes.tell({ kind: 'app', how: 'revoked', teamId, bots, users })
  world.changes.tell({ kind: 'app', how: 'uninstalled', teamId })
}

function deactivate(world: World, teamId: string): void {
  const installation = world.state.installations.get(teamId)
  if (!installation) return
  installation.active = false
  const bot = world.state.users.get(installation.botUserId)
  if (bot) bot.deleted = true
}
