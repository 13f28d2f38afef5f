// What a message is made of: text, caption, a photo or a document, from a call's arguments.
import type { Message, MessageEntity } from '@grammyjs/types'
import { type StoredFile, toDocument, toPhoto } from '../files.ts'
import { imageSize } from '../image-size.ts'
import type { Formatted } from '../parse-entities/entity.ts'
import { characters, formatText } from '../parse-entities/format-text.ts'
import { userOf } from '../state.ts'
import { type Arguments, type Call, jsonOf, textOf, type Upload } from './call.ts'
import { badRequest } from './refuse.ts'

const longestText = 4096
const longestCaption = 1024
const largestPhoto = 10 * 1024 * 1024

export function messageText(call: Call): { text: string; entities?: MessageEntity[] } {
  if (textOf(call, 'text') === '') badRequest('message text is empty')
  const { text, entities } = formatted(call, 'text', 'entities')
  if (text === '') badRequest('text must be non-empty')
  if (characters(text) > longestText) badRequest('message is too long')
  return { text, ...(entities.length > 0 ? { entities } : {}) }
}

export function captionOf(call: Call): Captioned {
  const { text, entities } = formatted(call, 'caption', 'caption_entities')
  if (characters(text) > longestCaption) badRequest('message caption is too long')
  return {
    ...(text === '' ? {} : { caption: text }),
    ...(entities.length > 0 ? { caption_entities: entities } : {}),
  }
}

export function formatted(call: Call, name: string, entitiesName: string): Formatted {
  const entities = jsonOf(call, entitiesName, 'entities')
  return formatText(
    {
      text: textOf(call, name),
      parseMode: textOf(call, 'parse_mode'),
      ...(Array.isArray(entities) ? { entities: entities as MessageEntity[] } : {}),
    },
    (id) => userOf(call.state, id),
  )
}

type Captioned = { caption?: string; caption_entities?: MessageEntity[] }
export type PhotoContent = Required<Pick<Message, 'photo'>> & Captioned
export type DocumentContent = Required<Pick<Message, 'document'>> & Captioned

export function photoOf(call: Call, name: string, value = call.args[name]): PhotoContent {
  const given = fileOf(call, name, value, 'photo')
  return { photo: toPhoto('id' in given ? given : storePhoto(call, given)) }
}

export function documentOf(call: Call, name: string, value = call.args[name]): DocumentContent {
  const given = fileOf(call, name, value, 'document')
  return { document: toDocument('id' in given ? given : call.state.files.store({ kind: 'document', ...given })) }
}

function storePhoto(call: Call, { name, bytes }: Upload): StoredFile {
  if (bytes.length > largestPhoto)
    badRequest(`file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${largestPhoto} bytes`)
  const size = imageSize(bytes)
  if (!size) badRequest('IMAGE_PROCESS_FAILED')
  const [long, short] = [Math.max(size.width, size.height), Math.min(size.width, size.height)]
  if (size.width + size.height > 10_000 || long > short * 20) badRequest('PHOTO_INVALID_DIMENSIONS')
  return call.state.files.store({ kind: 'photo', name, bytes, size })
}

/** A part of the request, or a file that Telegram has already. */
function fileOf(call: Call, name: string, value: unknown, kind: StoredFile['kind']): Upload | StoredFile {
  const reference = typeof value === 'string' ? value : ''
  const part = reference.startsWith('attach://') ? reference.slice('attach://'.length) : name
  const upload = reference === '' || part !== name ? call.uploads.get(part) : undefined
  if (upload) {
    if (upload.bytes.length === 0) badRequest('file must be non-empty')
    return upload
  }
  if (reference === '' || part !== name) badRequest(`there is no ${kind} in the request`)
  if (/^https?:\/\//i.test(reference)) badRequest('failed to get HTTP URL content')
  const stored = call.state.files.find(reference) ?? badRequest('wrong file identifier/HTTP URL specified')
  return stored.kind === kind ? stored : badRequest(`can't use file of type ${title(stored.kind)} as ${title(kind)}`)
}

function title(kind: StoredFile['kind']): string {
  return kind === 'photo' ? 'Photo' : 'Document'
}

/** An InputMedia object; its caption and parse mode are its own. */
export function mediaOf(call: Call, media: Arguments): PhotoContent | DocumentContent {
  const own: Call = { ...call, args: media }
  if (media.type === 'photo') return { ...photoOf(call, 'media', media.media), ...captionOf(own) }
  if (media.type === 'document') return { ...documentOf(call, 'media', media.media), ...captionOf(own) }
  badRequest(`can't parse InputMedia: type "${media.type}" is not known to the simulator`)
}
