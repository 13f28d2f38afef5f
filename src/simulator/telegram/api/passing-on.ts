// Forwarding and copying.
import type { Message } from '@grammyjs/types'
import type { Content } from '../messages.ts'
import type { Posted } from '../state.ts'
import { type Call, type Methods, textOf } from './call.ts'
import { captionOf } from './content.ts'
import { badRequest } from './refuse.ts'
import { messageIdsOf, messageOf, roomOf } from './rooms.ts'
import { originOf, send, sendAll } from './send.ts'

export const passingOn = {
  forwardMessage: (call) => send(call, forwarded(call, source(call, 'message to forward'))),
  forwardMessages: (call) =>
    ids(
      sendAll(
        call,
        sources(call).map((posted) => forwarded(call, posted)),
      ),
    ),
  copyMessage: (call) => ({ message_id: send(call, copied(call, source(call, 'message to copy'))).message_id }),
  copyMessages: (call) =>
    ids(
      sendAll(
        call,
        sources(call).map((posted) => content(posted.message)),
      ),
    ),
} satisfies Partial<Methods>

function source(call: Call, what: string): Posted {
  return messageOf(call, roomOf(call, 'read', 'from_chat_id'), what)
}

/** Of several messages those that are gone are left out. */
function sources(call: Call): Posted[] {
  const wanted = messageIdsOf(call)
  const found = roomOf(call, 'read', 'from_chat_id').posts.filter(({ message }) => wanted.includes(message.message_id))
  return found.length > 0 ? found : badRequest('there are no messages to forward')
}

function forwarded(call: Call, { message }: Posted): Content {
  if (message.has_protected_content) badRequest("message can't be forwarded")
  return { ...content(message), forward_origin: originOf(message, call.state) }
}

function copied(call: Call, { message }: Posted): Content {
  const isMedia = message.photo !== undefined || message.document !== undefined
  const hasNewCaption = isMedia && textOf(call, 'caption') !== ''
  return hasNewCaption ? { ...media(message), ...captionOf(call) } : content(message)
}

function content(message: Message): Content {
  const { text, entities, caption, caption_entities } = message
  if (text === undefined && !message.photo && !message.document) badRequest("message can't be copied")
  return {
    ...media(message),
    ...(text === undefined ? {} : { text }),
    ...(entities ? { entities } : {}),
    ...(caption === undefined ? {} : { caption }),
    ...(caption_entities ? { caption_entities } : {}),
  }
}

function media({ photo, document }: Message): Content {
  return { ...(photo ? { photo } : {}), ...(document ? { document } : {}) }
}

function ids(sent: { message_id: number }[]): { message_id: number }[] {
  return sent.map(({ message_id }) => ({ message_id }))
}
