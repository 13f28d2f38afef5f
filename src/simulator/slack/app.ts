// The app as its settings page knows it: secrets, addresses, scopes, subscriptions, commands.
import { type Ids, secret } from './ids.ts'

export type App = {
  id: string
  name: string
  clientId: string
  clientSecret: string
  signingSecret: string
  verificationToken: string
  appToken: string
  scopes: string[]
  events: Set<string>
  commands: Set<string>
  redirectUrls: string[]
  socketMode: boolean
  /** Where events, commands and interactions go. One address serves all unless the others are given. */
  eventsUrl?: string
  commandsUrl?: string
  interactivityUrl?: string
  optionsUrl?: string
}

type AppSettings = {
  appName?: string
  scopes?: string[]
  events?: string[]
  commands?: string[]
  redirectUrls?: string[]
  socketMode?: boolean
}

export function createApp(ids: Ids, settings: AppSettings): App {
  const id = ids.next('A')
  return {
    id,
    name: settings.appName ?? 'Bellhop',
    clientId: `${Date.now()}.${parseInt(secret(5), 16)}`,
    clientSecret: secret(),
    signingSecret: secret(),
    verificationToken: secret(12),
    appToken: `xapp-1-${id}-${secret(24)}`,
    scopes: settings.scopes ?? defaultScopes,
    events: new Set(settings.events ?? defaultEvents),
    commands: new Set(settings.commands ?? ['/bellhop']),
    redirectUrls: settings.redirectUrls ?? [],
    socketMode: settings.socketMode ?? false,
  }
}

const defaultScopes = [
  ...['app_mentions:read', 'assistant:write', 'chat:write', 'commands', 'files:read', 'files:write'],
  ...['channels:history', 'channels:join', 'channels:read', 'groups:history', 'groups:read'],
  ...['im:history', 'im:read', 'im:write', 'mpim:history', 'mpim:read', 'mpim:write'],
  ...['reactions:read', 'reactions:write', 'team:read', 'users:read', 'users:read.email'],
]

const defaultEvents = [
  ...['app_mention', 'message.channels', 'message.groups', 'message.im', 'message.mpim'],
  ...['reaction_added', 'reaction_removed', 'app_home_opened', 'file_shared', 'agent_session_stopped'],
  ...['member_joined_channel', 'member_left_channel', 'team_join', 'user_change', 'app_uninstalled', 'tokens_revoked'],
]
