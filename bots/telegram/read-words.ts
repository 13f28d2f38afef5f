// What a message says to us: whether it is meant for this bot, which command it is, and its text without our name.
import type { Message, MessageEntity, UserFromGetMe } from 'grammy/types'

export type Words = { text: string; isAddressed: boolean; command?: { name: string; rest: string } }

export type Listener = {
  me: UserFromGetMe
  /** In groups a bare command may be meant for another bot; these are ours. */
  isCommand(name: string): boolean
}

export function readWords(message: Message, { me, isCommand }: Listener): Words {
  const text = message.text ?? message.caption ?? ''
  const entities = message.entities ?? message.caption_entities ?? []
  const isPrivate = message.chat.type === 'private'
  const called = commandOf(text, entities)
  if (called) {
    const { name, rest, to } = called
    if (to !== undefined && to !== me.username.toLowerCase()) return { text, isAddressed: false }
    if (isPrivate || to !== undefined || isCommand(name) || isReplyTo(message, me))
      return { text, isAddressed: true, command: { name, rest } }
    return { text, isAddressed: false }
  }
  const mention = entities.find((entity) => isMention(entity, text, me))
  const isAddressed = isPrivate || mention !== undefined || isReplyTo(message, me)
  return { text: mention ? withoutMention(text, mention) : text, isAddressed }
}

function commandOf(text: string, entities: MessageEntity[]): { name: string; rest: string; to?: string } | undefined {
  const entity = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0)
  if (!entity) return undefined
  const [name = '', to] = text.slice(1, entity.length).toLowerCase().split('@')
  return { name, rest: text.slice(entity.length).trimStart(), ...(to === undefined ? {} : { to }) }
}

function isMention(entity: MessageEntity, text: string, me: UserFromGetMe): boolean {
  if (entity.type === 'text_mention') return entity.user.id === me.id
  const { offset, length } = entity
  return (
    entity.type === 'mention' && text.slice(offset + 1, offset + length).toLowerCase() === me.username.toLowerCase()
  )
}

/** In a topic every message that replies to nothing replies to the one that opened it. */
function isReplyTo(message: Message, me: UserFromGetMe): boolean {
  const replied = message.reply_to_message
  return replied?.from?.id === me.id && replied.forum_topic_created === undefined
}

/** Our name as an address, before or after the text, is no part of what is said. */
function withoutMention(text: string, { offset, length }: MessageEntity): string {
  const before = text.slice(0, offset)
  const after = text.slice(offset + length)
  if (before.trim() === '') return after.replace(/^\s*[,:;]?\s*/, '')
  return after.trim() === '' ? before.trimEnd() : text
}
