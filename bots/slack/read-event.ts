// The other events: thumbs, being invited, the home tab, the stop button, the app taken away.
import type { Incoming, Thumb } from '../../src/domain/incoming.ts'
import { type Json, jsonAt, textAt, valueAt } from './json.ts'
import type { EventType } from './needs.ts'
import { readMessage } from './read-message.ts'
import { incomingOf, isDirectChannel, type Reading, senderOf, timeOf } from './reading.ts'

type Reader = (reading: Reading, event: Json) => Promise<Incoming | undefined>

const readers: Record<EventType, Reader> = {
  message: readMessage,
  app_mention: readMessage,
  reaction_added: readReaction,
  reaction_removed: readReaction,
  app_home_opened: (reading, event) =>
    event.tab === 'home'
      ? inChannel(reading, event, 'home', { channel: textAt(event, 'channel') })
      : Promise.resolve(undefined),
  member_joined_channel: readJoined,
  agent_session_stopped: (reading, event) =>
    inChannel(reading, event, 'stopped', { channel: textAt(event, 'channel'), thread: textAt(event, 'thread_ts') }),
  user_change: async ({ people, where }, event) => {
    const user = jsonAt(event, 'user')
    if (user) people.learn(where.team, user)
    return undefined
  },
  app_uninstalled: uninstalled,
  tokens_revoked: async (reading, event) => (hasBotToken(event) ? uninstalled(reading) : undefined),
}

/** Undefined for what we never asked Slack to tell us. */
export async function readEvent(reading: Reading): Promise<Incoming | undefined> {
  const event = jsonAt(reading.body, 'event') ?? {}
  const type = String(event.type)
  return type in readers ? readers[type as EventType](reading, event) : undefined
}

type Where = { channel: string | undefined; thread?: string | undefined }

async function inChannel(
  reading: Reading,
  event: Json,
  kind: Incoming['kind'],
  { channel, thread }: Where,
): Promise<Incoming | undefined> {
  const user = textAt(event, 'user')
  if (!user || !channel) return undefined
  const at = timeOf(textAt(event, 'event_ts'), reading.receivedAt)
  const isDirect = isDirectChannel(channel)
  const address = {
    channel,
    user,
    isDirect,
    at,
    ...(thread ? { thread } : {}),
    ...(kind === 'home' ? { isHome: true } : {}),
  }
  const isAddressed = kind === 'stopped' || kind === 'home' || kind === 'joined'
  return incomingOf(reading, { kind, sender: await senderOf(reading, user, isAddressed), isAddressed, address })
}

/** Whoever invites the bot addresses it; other people come and go without us. */
function readJoined(reading: Reading, event: Json): Promise<Incoming | undefined> {
  if (event.user !== reading.where.botUser || !textAt(event, 'inviter')) return Promise.resolve(undefined)
  return inChannel(reading, { ...event, user: event.inviter }, 'joined', { channel: textAt(event, 'channel') })
}

const signs: Record<string, Thumb> = { '+1': 'up', thumbsup: 'up', '-1': 'down', thumbsdown: 'down' }

/** Only thumbs on what we said mean something, in whatever colour. */
async function readReaction(reading: Reading, event: Json): Promise<Incoming | undefined> {
  const thumb = signs[textAt(event, 'reaction')?.replace(/::skin-tone-\d$/, '') ?? '']
  const [channel, ts] = [textAt(event, 'item', 'channel'), textAt(event, 'item', 'ts')]
  const user = textAt(event, 'user')
  if (!thumb || !channel || !ts || !user || textAt(event, 'item_user') !== reading.where.botUser) return undefined
  const at = timeOf(textAt(event, 'event_ts'), reading.receivedAt)
  const address = { channel, user, isDirect: isDirectChannel(channel), at, thread: ts }
  const isNew = event.type === 'reaction_added'
  const reaction = {
    message: `${channel}:${ts}`,
    isOurs: true,
    added: isNew ? [thumb] : [],
    removed: isNew ? [] : [thumb],
  }
  return incomingOf(reading, {
    ...{ kind: 'reaction', sender: await senderOf(reading, user), isAddressed: true, address, reaction },
  })
}

/** Nobody can be told any more; the core tidies up. */
async function uninstalled(reading: Reading): Promise<Incoming> {
  const sender = { account: `slack:${reading.where.team}`, name: 'Slack', isBot: false, isStranger: true }
  const address = { channel: '', user: '', isDirect: true, at: reading.receivedAt }
  return incomingOf(reading, { kind: 'uninstalled', sender, isAddressed: false, address, thread: '' })
}

function hasBotToken(event: Json): boolean {
  const bots = valueAt(event, 'tokens', 'bot')
  return Array.isArray(bots) && bots.length > 0
}
