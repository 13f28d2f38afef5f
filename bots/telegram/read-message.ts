// Messages of people: commands, text, files, albums, answers to a form's question; and the two that say a group has moved.
import type { Message, User, UserFromGetMe } from 'grammy/types'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import { addressOf } from './place.ts'
import type { Desk, Read } from './read.ts'
import { readFiles } from './read-files.ts'
import { toRead } from './read-press.ts'
import { readWords } from './read-words.ts'

export async function readMessage(
  desk: Desk,
  message: Message,
  me: UserFromGetMe,
  arrival: StoredArrival,
  change?: 'edited',
): Promise<Read> {
  await noteMove(desk, message)
  const { from } = message
  // Whoever writes as a chat shares one account with all who do, in whatever group.
  if (!from || message.sender_chat) return { kind: 'nothing' }
  const words = readWords(message, { me, isCommand: desk.isCommand })
  const part = { message: message.message_id, words, files: readFiles(message) }
  if (words.text === '' && part.files.length === 0) return { kind: 'nothing' }
  const isPartial = message.media_group_id !== undefined && !change
  const step = isPartial ? await desk.albums.gather(message, part, arrival.receivedAt) : part
  if (!step) return { kind: 'nothing' }
  const asked = addressOf(message, from)
  const address = step.message > 0 ? { ...asked, message: step.message } : asked
  const frame = await desk.frame(arrival, from, { chat: message.chat, address, seconds: message.date })
  const { text, isAddressed, command } = step.words
  if (isOfOthers(message, from)) {
    const passedOn = { text: '', isAddressed: message.chat.type === 'private', quoted: { text, files: step.files } }
    return { kind: 'incoming', incoming: { ...frame, kind: 'text', ...passedOn } }
  }
  const quoted = readQuoted(message)
  if (change) return { kind: 'incoming', incoming: { ...frame, kind: change, text, isAddressed, files: step.files } }
  const answer = command ? undefined : await answerToForm(desk, message, from, me)
  if (answer) return toRead(answer, frame)
  if (command)
    return {
      kind: 'incoming',
      incoming: { ...frame, ...quoted, kind: 'command', text, isAddressed, command, files: step.files },
    }
  const kind = step.files.length > 0 ? 'file' : 'text'
  return { kind: 'incoming', incoming: { ...frame, ...quoted, kind, text, isAddressed, files: step.files } }
}

/** Passed on, or offered by another bot, and written by somebody else as far as Telegram tells: it can be looked at, never obeyed. */
function isOfOthers({ forward_origin: origin, via_bot: offeredBy }: Message, { id }: User): boolean {
  const isOwn = origin === undefined || (origin.type === 'user' && origin.sender_user.id === id)
  return !isOwn || offeredBy !== undefined
}

/** The part that was marked in it, where one was. In a topic what replies to nothing replies to the message that opened it. */
function readQuoted({ reply_to_message: replied, quote }: Message): Pick<Incoming, 'quoted'> {
  if (!replied || replied.forum_topic_created) return {}
  const text = quote?.text ?? replied.text ?? replied.caption ?? ''
  const files = readFiles(replied)
  return text || files.length > 0 ? { quoted: { text, files } } : {}
}

async function answerToForm(desk: Desk, message: Message, from: User, me: UserFromGetMe) {
  if (message.reply_to_message?.from?.id !== me.id) return undefined
  return desk.forms.readAnswer(message, from, addressOf(message, from))
}

async function noteMove({ aliases }: Desk, message: Message): Promise<void> {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message
  if (to !== undefined) await aliases.moved(chat.id, to)
  if (from !== undefined) await aliases.moved(from, chat.id)
}
