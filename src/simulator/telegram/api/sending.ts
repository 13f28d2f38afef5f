// Text, photos, documents, albums.
import { newSecret } from '../ids.ts'
import { type Arguments, type Call, isObject, jsonOf, type Methods } from './call.ts'
import { captionOf, documentOf, mediaOf, messageText, photoOf } from './content.ts'
import { badRequest } from './refuse.ts'
import { linkPreviewOf, send, sendAll } from './send.ts'

export const sending = {
  sendMessage: (call) => send(call, { ...messageText(call), ...linkPreviewOf(call) }),
  sendPhoto: (call) => send(call, { ...photoOf(call, 'photo'), ...captionOf(call) }),
  sendDocument: (call) => send(call, { ...documentOf(call, 'document'), ...captionOf(call) }),
  sendMediaGroup,
} satisfies Partial<Methods>

function sendMediaGroup(call: Call): ReturnType<Methods['sendMediaGroup']> {
  const items = itemsOf(call)
  const contents = items.map((item) => mediaOf(call, item))
  if (new Set(items.map(({ type }) => type)).size > 1) badRequest("Document can't be mixed with other media types")
  const album = contents.length > 1 ? { media_group_id: newSecret(12) } : {}
  return sendAll(
    call,
    contents.map((content) => ({ ...content, ...album })),
  )
}

function itemsOf(call: Call): Arguments[] {
  const media = jsonOf(call, 'media', 'media')
  if (media === undefined) badRequest('parameter "media" is required')
  if (!Array.isArray(media)) badRequest('expected an Array of InputMedia')
  if (media.length === 0) badRequest('there are no messages to send')
  if (media.length > 10) badRequest('too many messages to send as an album')
  return media.map((item: unknown) =>
    isObject(item) ? item : badRequest("can't parse InputMedia: expected an Object"),
  )
}
