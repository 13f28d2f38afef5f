// Edits of a bot's own messages. An edit without a keyboard takes the keyboard away.
import type { Message } from '@grammyjs/types'
import { type Revision, reviseMessage } from '../messages.ts'
import { isAdmin, type Posted, type Room } from '../state.ts'
import { type Call, type Methods, objectOf } from './call.ts'
import { captionOf, mediaOf, messageText } from './content.ts'
import { badRequest } from './refuse.ts'
import { markupOf } from './reply-markup.ts'
import { messageOf, roomOf } from './rooms.ts'
import { keepLimits, linkPreviewOf } from './send.ts'

export const editing = {
  editMessageText(call) {
    const content = messageText(call)
    const revision = { entities: undefined, link_preview_options: undefined, ...content, ...linkPreviewOf(call) }
    const edited = edit(call, revision, ({ text }) => text !== undefined || 'there is no text in the message to edit')
    return { ...edited, ...content }
  },
  editMessageCaption: (call) =>
    edit(
      call,
      { caption: undefined, caption_entities: undefined, ...captionOf(call) },
      (message) => isMedia(message) || 'there is no caption in the message to edit',
    ),
  editMessageReplyMarkup: (call) => edit(call, {}, () => true),
  editMessageMedia(call) {
    const media = objectOf(call, 'media', 'input media') ?? badRequest('parameter "media" is required')
    const empty = { photo: undefined, document: undefined, caption: undefined, caption_entities: undefined }
    const revision = { ...empty, text: undefined, entities: undefined, ...mediaOf(call, media) }
    return edit(call, revision, () => true)
  },
} satisfies Partial<Methods>

type Change = { [K in keyof Revision]: Revision[K] | undefined }

function edit(call: Call, change: Change, suits: (message: Message) => true | string) {
  const revision: Change = { ...change, reply_markup: markupOf(call).inline }
  const room = roomOf(call, 'write')
  const posted = messageOf(call, room, 'message to edit')
  if (!isOwn(call, room, posted)) badRequest("message can't be edited")
  const suited = suits(posted.message)
  if (suited !== true) badRequest(suited)
  refuseSame(posted.message, revision)
  keepLimits(call, room)
  return reviseMessage(call.state, room, posted, revision)
}

function isOwn(call: Call, room: Room, { message }: Posted): boolean {
  const me = call.bot.user.id
  return message.from?.id === me || (room.chat.type === 'channel' && isAdmin(room.members.get(me)))
}

export function refuseSame(message: Message, change: Change): void {
  const current = Object.fromEntries(Object.keys(change).map((key) => [key, message[key as keyof Revision]]))
  if (JSON.stringify(current) === JSON.stringify({ ...current, ...change }))
    badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
}

function isMedia(message: Message): boolean {
  return message.photo !== undefined || message.document !== undefined
}
