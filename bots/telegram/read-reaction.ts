// Thumbs below a message: which were put there, and which are gone.
import type { MessageReactionUpdated, ReactionType } from 'grammy/types'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import type { Thumb } from '../../src/domain/incoming.ts'
import { askerIn } from './place.ts'
import type { Desk, Read } from './read.ts'

export async function readReaction(desk: Desk, change: MessageReactionUpdated, arrival: StoredArrival): Promise<Read> {
  const { chat, user, date, message_id: message, old_reaction: before, new_reaction: after } = change
  const [old, now] = [thumbsIn(before), thumbsIn(after)]
  const added = now.filter((thumb) => !old.includes(thumb))
  const removed = old.filter((thumb) => !now.includes(thumb))
  // Whoever reacts as a channel or a group is nobody we know.
  if (!user || added.length + removed.length === 0) return { kind: 'nothing' }
  const asker = askerIn(chat, user)
  const address = { chat: chat.id, message, ...(asker === undefined ? {} : { asker }) }
  const frame = await desk.frame(arrival, user, { chat, address, seconds: date })
  const reaction = { message: `${chat.id}:${message}`, isOurs: false, added, removed }
  return { kind: 'incoming', incoming: { ...frame, kind: 'reaction', text: '', isAddressed: true, reaction } }
}

const signs: Record<string, Thumb> = { '👍': 'up', '👎': 'down' }

function thumbsIn(reactions: ReactionType[]): Thumb[] {
  return reactions.flatMap((one) => (one.type === 'emoji' && signs[one.emoji]) || [])
}
