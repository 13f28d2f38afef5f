// What a bot may ask about a chat and the people in it.
import type { ChatFullInfo, ChatMemberAdministrator, ChatMemberOwner } from '@grammyjs/types'
import { moveMember, toChatMember } from '../members.ts'
import { isIn, type Room, userOf } from '../state.ts'
import { type Methods, numberOf } from './call.ts'
import { badRequest } from './refuse.ts'
import { roomOf } from './rooms.ts'

export const chatInfo = {
  getChat: (call) => toFullInfo(roomOf(call, 'read')),
  getChatMember(call) {
    const room = roomOf(call, 'read')
    const id = numberOf(call, 'user_id')
    if (id <= 0) badRequest('invalid user_id specified')
    const user = userOf(call.state, id) ?? badRequest('user not found')
    return toChatMember(user, room.members.get(id))
  },
  getChatAdministrators(call) {
    const room = roomOf(call, 'read')
    if (room.chat.type === 'private') badRequest('there are no administrators in the private chat')
    return [...room.members].flatMap(([id, standing]) => {
      const user = userOf(call.state, id)
      const member = user && toChatMember(user, standing)
      return member && isLeader(member) ? [member] : []
    })
  },
  getChatMemberCount: (call) => [...roomOf(call, 'read').members.values()].filter(isIn).length,
  leaveChat(call) {
    const room = roomOf(call, 'write')
    if (room.chat.type === 'private') badRequest("chat member status can't be changed in private chats")
    moveMember(call.state, room, call.bot.user.id, 'left', call.bot.user.id)
    return true
  },
} satisfies Partial<Methods>

function isLeader(member: { status: string }): member is ChatMemberOwner | ChatMemberAdministrator {
  return member.status === 'creator' || member.status === 'administrator'
}

function toFullInfo({ chat }: Room): ChatFullInfo {
  return {
    ...chat,
    accent_color_id: Math.abs(chat.id) % 7,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  }
}
