// Messages: said, changed, taken back, with or without files. Only some are meant for us; all are told.
import type { Incoming, IncomingFile, Sender } from '../../src/domain/incoming.ts'
import { type Json, jsonAt, listAt, textAt } from './json.ts'
import { isMentioned, readText } from './read-text.ts'
import { incomingOf, isDirectChannel, type Reading, senderOf, timeOf } from './reading.ts'

export async function readMessage(reading: Reading): Promise<Incoming | undefined> {
  const event = jsonAt(reading.body, 'event') ?? {}
  switch (event.subtype) {
    case undefined:
    case 'file_share':
    case 'thread_broadcast':
    case 'bot_message':
    case 'me_message':
      return readSaid(reading, event)
    case 'message_changed':
      return readChanged(reading, event)
    case 'message_deleted':
      return readDeleted(reading, event)
    default:
      return undefined
  }
}

async function readSaid(reading: Reading, event: Json): Promise<Incoming | undefined> {
  const files = listAt(event, 'files').map(fileOf)
  const text = textAt(event, 'text') ?? ''
  const isDirect = isDirectChannel(textAt(event, 'channel') ?? '', event.channel_type)
  const isAddressed = isDirect || event.type === 'app_mention' || isMentioned(text, reading.where.botUser)
  const kind = files.length > 0 && !text ? 'file' : 'text'
  const followsUp = !isAddressed && isInThread(event) && !namesSomebody(text)
  const facts = { kind, isAddressed, files, text: readText(text, reading.where.botUser) } as const
  return about(reading, event, event, isDirect ? facts : { ...facts, followsUp })
}

/** Slack also tells of a change when it merely unfolded a link. */
async function readChanged(reading: Reading, event: Json): Promise<Incoming | undefined> {
  const message = jsonAt(event, 'message') ?? {}
  if (textAt(message, 'text') === textAt(event, 'previous_message', 'text')) return undefined
  const text = readText(textAt(message, 'text') ?? '', reading.where.botUser)
  return about(reading, event, message, { kind: 'edited', isAddressed: false, text })
}

async function readDeleted(reading: Reading, event: Json): Promise<Incoming | undefined> {
  const before = { ts: event.deleted_ts, ...jsonAt(event, 'previous_message') }
  return about(reading, event, before, { kind: 'deleted', isAddressed: false })
}

type About = {
  kind: Incoming['kind']
  isAddressed: boolean
  followsUp?: boolean
  text?: string
  files?: IncomingFile[]
}

async function about(reading: Reading, event: Json, message: Json, facts: About): Promise<Incoming | undefined> {
  const channel = textAt(event, 'channel')
  const thread = textAt(message, 'thread_ts') ?? textAt(message, 'ts')
  if (!channel || !thread) return undefined
  const isFollowUp = textAt(message, 'thread_ts') !== undefined
  const sender = await authorOf(reading, message, facts.isAddressed || isFollowUp)
  if (!sender) return undefined
  const at = timeOf(textAt(message, 'ts'), reading.receivedAt)
  const isDirect = isDirectChannel(channel, event.channel_type)
  const user = sender.account.slice(`slack:${reading.where.team}:`.length)
  return incomingOf(reading, { ...facts, sender, address: { channel, thread, user, isDirect, at } })
}

async function authorOf(reading: Reading, message: Json, asks: boolean): Promise<Sender | undefined> {
  const [user, bot] = [textAt(message, 'user'), textAt(message, 'bot_id')]
  if (bot) {
    const name = textAt(message, 'username') ?? textAt(message, 'bot_profile', 'name') ?? bot
    return { account: `slack:${reading.where.team}:${user ?? bot}`, name, isBot: true, isStranger: true }
  }
  if (message.subtype === 'bot_message' || !user) return undefined
  return senderOf(reading, user, asks)
}

function isInThread(message: Json): boolean {
  const thread = textAt(message, 'thread_ts')
  return thread !== undefined && thread !== textAt(message, 'ts')
}

function namesSomebody(text: string): boolean {
  return /<(?:@|!subteam|!here|!channel|!everyone)/.test(text)
}

export function fileOf(file: Json): IncomingFile {
  return {
    id: textAt(file, 'id') ?? '',
    name: textAt(file, 'name') ?? textAt(file, 'title') ?? 'file',
    mediaType: textAt(file, 'mimetype') ?? 'application/octet-stream',
    bytes: typeof file.size === 'number' ? file.size : 0,
    fetchFrom: { id: file.id, url: textAt(file, 'url_private_download') ?? textAt(file, 'url_private') ?? null },
  }
}
