// What the bot needs of a Slack app: the manifest says the same to Slack, and a test compares the two.

/** By subscription: the type in the event, and the scopes Slack wants for it. */
export const events = {
  app_mention: { type: 'app_mention', scopes: ['app_mentions:read'] },
  'message.channels': { type: 'message', scopes: ['channels:history'] },
  'message.groups': { type: 'message', scopes: ['groups:history'] },
  'message.im': { type: 'message', scopes: ['im:history'] },
  'message.mpim': { type: 'message', scopes: ['mpim:history'] },
  reaction_added: { type: 'reaction_added', scopes: ['reactions:read'] },
  reaction_removed: { type: 'reaction_removed', scopes: ['reactions:read'] },
  app_home_opened: { type: 'app_home_opened', scopes: [] },
  member_joined_channel: { type: 'member_joined_channel', scopes: ['channels:read', 'groups:read'] },
  agent_session_stopped: { type: 'agent_session_stopped', scopes: ['assistant:write'] },
  user_change: { type: 'user_change', scopes: ['users:read'] },
  app_uninstalled: { type: 'app_uninstalled', scopes: [] },
  tokens_revoked: { type: 'tokens_revoked', scopes: [] },
} as const

export type EventType = (typeof events)[keyof typeof events]['type']

/** Each with the command it stands for, or undefined when that is the first word after it. The manifest offers those whose command exists. */
export const slashCommands: Readonly<Record<string, string | undefined>> = {
  '/bellhop': undefined,
  '/ask': 'ask',
  '/build': 'build',
}

/** Each by its callback id, which is the command it runs or offers the form of. Offered once that command exists. */
export const shortcuts = ['ask', 'home'] as const

/** The methods we call, each with the scopes of the bot's token that Slack wants for it. */
export const methods = {
  'apps.connections.open': [],
  'assistant.threads.setStatus': ['chat:write', 'assistant:write'],
  'auth.test': [],
  'chat.appendStream': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.startStream': ['chat:write'],
  'chat.stopStream': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'oauth.v2.access': [],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
} as const

export type Method = keyof typeof methods

/** Slash commands and the files people send need a right of their own. */
const further = ['commands', 'files:read']

export const scopes: readonly string[] = [
  ...new Set([...Object.values(events).flatMap((event) => event.scopes), ...Object.values(methods).flat(), ...further]),
].sort()
