// The bot was let in or put out: blocked or unblocked by a person, added to a group or removed from it.
import type { ChatMember, ChatMemberUpdated } from 'grammy/types'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import { askerIn } from './place.ts'
import type { Desk, Read } from './read.ts'

export async function readMembership(desk: Desk, change: ChatMemberUpdated, arrival: StoredArrival): Promise<Read> {
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = change
  if (chat.type === 'channel' || isIn(before) === isIn(after)) return { kind: 'nothing' }
  const asker = askerIn(chat, from)
  const address = { chat: chat.id, ...(asker === undefined ? {} : { asker }) }
  const frame = await desk.frame(arrival, from, { chat, address, seconds: date })
  const kind = isIn(after) ? 'joined' : 'left'
  // Whoever lets it into a group addresses it; a private chat begins with /start.
  const isAddressed = kind === 'joined' && chat.type !== 'private'
  return { kind: 'incoming', incoming: { ...frame, kind, text: '', isAddressed } }
}

function isIn(member: ChatMember): boolean {
  if (member.status === 'restricted') return member.is_member
  return member.status !== 'left' && member.status !== 'kicked'
}
