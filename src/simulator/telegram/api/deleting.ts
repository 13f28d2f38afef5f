// Deleting: a bot's own messages for two days, those of others only where it is an administrator.
import { removeMessage } from '../messages.ts'
import { isAdmin, type Posted, type Room, seconds } from '../state.ts'
import type { Call, Methods } from './call.ts'
import { badRequest } from './refuse.ts'
import { messageIdsOf, messageOf, roomOf } from './rooms.ts'

export const deleting = {
  deleteMessage(call) {
    const room = roomOf(call, 'write')
    remove(call, room, messageOf(call, room, 'message to delete'))
    return true
  },
  deleteMessages(call) {
    const wanted = messageIdsOf(call)
    const room = roomOf(call, 'write')
    for (const posted of room.posts.filter(({ message }) => wanted.includes(message.message_id)))
      remove(call, room, posted)
    return true
  },
} satisfies Partial<Methods>

const twoDays = 48 * 3600

function remove(call: Call, room: Room, posted: Posted): void {
  const { message } = posted
  const isPrivate = room.chat.type === 'private'
  const admin = isAdmin(room.members.get(call.bot.user.id))
  const isOwn = message.from?.id === call.bot.user.id
  if (!isOwn && !isPrivate && !admin) badRequest("message can't be deleted")
  if (!admin && seconds(call.state) - message.date > twoDays) badRequest("message can't be deleted for everyone")
  removeMessage(call.state, room, posted)
}
