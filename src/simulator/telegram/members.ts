// Who is what in a chat, as the Bot API shows it, and what happens when that changes.
import type { ChatMember, ChatMemberAdministrator, User } from '@grammyjs/types'
import { tellOfMember } from './deliver/tell-bots.ts'
import { type Room, type Standing, type State, userOf } from './state.ts'

export function toChatMember(user: User, standing: Standing | undefined): ChatMember {
  switch (standing) {
    case 'creator':
      return { status: 'creator', user, is_anonymous: false }
    case 'administrator':
      return { status: 'administrator', user, ...everyRight }
    case 'member':
      return { status: 'member', user }
    case 'kicked':
      return { status: 'kicked', user, until_date: 0 }
    default:
      return { status: 'left', user }
  }
}

const everyRight: Omit<ChatMemberAdministrator, 'status' | 'user'> = {
  can_be_edited: false,
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: true,
  can_manage_video_chats: true,
  can_restrict_members: true,
  can_promote_members: false,
  can_change_info: true,
  can_invite_users: true,
  can_post_messages: true,
  can_edit_messages: true,
  can_pin_messages: true,
  can_manage_topics: true,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_send_welcome_messages: false,
}

/** Changes a standing and tells the bots that hear of it; nothing happens when it is that already. */
export function moveMember(state: State, room: Room, userId: number, standing: Standing, by: number): void {
  const user = userOf(state, userId)
  const before = room.members.get(userId)
  if (!user || before === standing) return
  room.members.set(userId, standing)
  state.changes.emit({ kind: 'member', room: room.key })
  tellOfMember(state, room, {
    user: userId,
    by,
    before: toChatMember(user, before),
    after: toChatMember(user, standing),
  })
}
