// Messages in a group that one person sees: edited and deleted by their own methods.
import { findEphemeral, removeMessage, reviseMessage } from '../messages.ts'
import type { Posted, Room } from '../state.ts'
import { type Call, type Methods, numberOf } from './call.ts'
import { messageText } from './content.ts'
import { refuseSame } from './editing.ts'
import { badRequest } from './refuse.ts'
import { markupOf } from './reply-markup.ts'
import { roomOf } from './rooms.ts'
import { keepLimits, linkPreviewOf } from './send.ts'

export const ephemeral = {
  editEphemeralMessageText(call) {
    const revision = { entities: undefined, ...messageText(call), ...linkPreviewOf(call), ...newMarkup(call) }
    return edit(call, revision)
  },
  editEphemeralMessageReplyMarkup: (call) => edit(call, newMarkup(call)),
  deleteEphemeralMessage(call) {
    const { room, posted } = target(call, 'message to delete')
    removeMessage(call.state, room, posted)
    return true
  },
} satisfies Partial<Methods>

function newMarkup(call: Call) {
  return { reply_markup: markupOf(call).inline }
}

function edit(call: Call, revision: Parameters<typeof refuseSame>[1]): true {
  const { room, posted } = target(call, 'message to edit')
  refuseSame(posted.message, revision)
  keepLimits(call, room)
  reviseMessage(call.state, room, posted, revision)
  return true
}

function target(call: Call, what: string): { room: Room; posted: Posted } {
  const room = roomOf(call, 'write')
  const posted = findEphemeral(room, numberOf(call, 'ephemeral_message_id'))
  const isMine = posted?.onlyFor === numberOf(call, 'receiver_user_id') && posted.message.from?.id === call.bot.user.id
  return posted && isMine ? { room, posted } : badRequest(`${what} not found`)
}
