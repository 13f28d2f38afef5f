// Text with its entities, and the order Telegram keeps them in.
import type { MessageEntity } from '@grammyjs/types'

export type Formatted = { text: string; entities: MessageEntity[] }

/** Markup that Telegram cannot read; the message says where, in bytes of the source. */
export function cannotParse(why: string): never {
  throw new SyntaxError(why)
}

/** Offsets in error messages count UTF-8 bytes of the source, offsets of entities count UTF-16 units of the text. */
export function byteOffset(source: string, index: number): number {
  return Buffer.byteLength(source.slice(0, index))
}

// From Telegram's own table: of two entities at one place the lower number stands outside.
const rank: Record<string, number> = {
  blockquote: 0,
  expandable_blockquote: 0,
  pre: 11,
  code: 20,
  text_link: 49,
  text_mention: 49,
  bold: 90,
  italic: 91,
  underline: 92,
  strikethrough: 93,
  spoiler: 94,
  custom_emoji: 99,
}

export function sortEntities(entities: MessageEntity[]): MessageEntity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length || rankOf(a) - rankOf(b))
}

function rankOf(entity: MessageEntity): number {
  return rank[entity.type] ?? 50
}
