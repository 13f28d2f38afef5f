// What a person writes becomes messages: text, photos, documents, albums; and a command that answers only to them.
import type { Message, User } from '@grammyjs/types'
import { type StoredFile, toDocument, toPhoto } from './files.ts'
import { newSecret } from './ids.ts'
import { imageSize } from './image-size.ts'
import { menuFor } from './menus.ts'
import { type Content, findPosted, postMessage } from './messages.ts'
import { plainText } from './parse-entities/format-text.ts'
import type { Room, State } from './state.ts'

export type OutgoingFile = { bytes: Uint8Array; name?: string; mediaType?: string }

export type Outgoing =
  | { photo: Uint8Array | OutgoingFile; caption?: string }
  | { document: OutgoingFile; caption?: string }
  | { album: ({ photo: Uint8Array | OutgoingFile } | { document: OutgoingFile })[]; caption?: string }

export type Envelope = { topic?: number | undefined; replyTo?: number | undefined }

const longestText = 4096

export function writeText(state: State, room: Room, person: User, raw: string, envelope: Envelope): Message {
  const { text, entities } = plainText(raw)
  if (text === '') throw new Error('Telegram does not send empty messages.')
  if (text.length > longestText) throw new Error(`Telegram sends at most ${longestText} characters at once.`)
  const content: Content = { text, ...(entities.length > 0 ? { entities } : {}) }
  const isHidden = isEphemeralCommand(state, room, person, text)
  const hidden = { ephemeral_message_id: state.ids.next(`ephemeral messages of ${room.key}`) }
  return write(state, room, person, { ...content, ...(isHidden ? hidden : {}) }, envelope, isHidden)
}

export function writeFiles(state: State, room: Room, person: User, outgoing: Outgoing, envelope: Envelope): Message[] {
  const items = 'album' in outgoing ? outgoing.album : [outgoing]
  const album = items.length > 1 ? { media_group_id: newSecret(12) } : {}
  return items.map((item, i) => {
    const caption = i === 0 && outgoing.caption ? plainText(outgoing.caption) : undefined
    const words = caption ? { caption: caption.text, caption_entities: caption.entities } : {}
    return write(state, room, person, { ...toMedia(state, item), ...album, ...words }, envelope, false)
  })
}

function toMedia(state: State, item: { photo: Uint8Array | OutgoingFile } | { document: OutgoingFile }): Content {
  if ('document' in item) return { document: toDocument(store(state, 'document', item.document)) }
  const file = item.photo instanceof Uint8Array ? { bytes: item.photo } : item.photo
  return { photo: toPhoto(store(state, 'photo', file)) }
}

function store(state: State, kind: StoredFile['kind'], file: OutgoingFile): StoredFile {
  const bytes = Buffer.from(file.bytes)
  const size = kind === 'photo' ? imageSize(bytes) : undefined
  return state.files.store({
    kind,
    name: file.name ?? (kind === 'photo' ? 'photo.jpg' : 'file'),
    bytes,
    ...(size ? { size } : {}),
    ...(file.mediaType ? { mediaType: file.mediaType } : {}),
  })
}

function write(
  state: State,
  room: Room,
  person: User,
  content: Content,
  { topic, replyTo }: Envelope,
  isHidden: boolean,
): Message {
  checkMayWrite(room, person, topic)
  const author: Content = room.chat.type === 'channel' ? { sender_chat: room.chat } : { from: person }
  const thread: Content = topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }
  const replied = replyTo === undefined ? undefined : findPosted(room, replyTo)
  if (replyTo !== undefined && !replied) throw new Error(`There is no message ${replyTo} to reply to.`)
  const options = { replyTo: replied?.message, ...(isHidden ? { onlyFor: person.id } : {}) }
  return postMessage(state, room, { ...author, ...thread, ...content }, options)
}

function checkMayWrite(room: Room, person: User, topic: number | undefined): void {
  if (room.privateTo !== undefined && room.members.get(room.privateTo) === 'kicked')
    throw new Error(`${person.first_name} has blocked the bot; let them unblock it first.`)
  if (topic !== undefined && room.topics.get(topic)?.isClosed) throw new Error('That topic is closed.')
  const standing = room.members.get(person.id)
  const isReader = room.chat.type === 'channel' && standing !== 'administrator' && standing !== 'creator'
  if (isReader) throw new Error(`Only administrators write in ${room.chat.title}.`)
}

/** A command that a bot's menu marks as ephemeral is seen by the bot alone. */
function isEphemeralCommand(state: State, room: Room, person: User, text: string): boolean {
  const [, command] = /^\/([a-z0-9_]+)/.exec(text) ?? []
  if (command === undefined || room.chat.type === 'private') return false
  return menuFor(state, room, person.id).some((entry) => entry.command === command && entry.is_ephemeral === true)
}
