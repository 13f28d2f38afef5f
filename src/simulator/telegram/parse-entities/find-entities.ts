// What Telegram finds in any text by itself: commands, mentions, links, tags.
import type { MessageEntity } from '@grammyjs/types'

type FoundType = Extract<
  MessageEntity.CommonMessageEntity['type'],
  'mention' | 'hashtag' | 'cashtag' | 'bot_command' | 'url' | 'email'
>

// The first pattern that claims a place keeps it.
const patterns: [FoundType, RegExp][] = [
  ['url', /(?<![\w@/.])(?:https?|tg|ton):\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/gi],
  ['email', /(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?!\w)/gi],
  [
    'url',
    /(?<![\w@/.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|app|ai|info|de|uk|ru|eu|tk|dog)(?![\w-])(?:[/?#][^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])?/gi,
  ],
  ['bot_command', /(?<![\w/<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/@])/gi],
  ['mention', /(?<![\w@/])@[a-z0-9_]{3,32}(?!\w)/gi],
  ['hashtag', /(?<![\p{L}\p{N}_/])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu],
  ['cashtag', /(?<![\w$])\$[A-Z]{1,8}(?![\w$])/g],
]

/** Nothing is found where a text already has an entity of its own kind, such as code or a link. */
export function findEntities(text: string, taken: { offset: number; length: number }[]): MessageEntity[] {
  const found: MessageEntity[] = []
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const place = { offset: match.index, length: match[0].length }
      const isFree = ![...taken, ...found].some((other) => overlap(other, place))
      if (isFree) found.push({ type, ...place })
    }
  }
  return found
}

type Place = { offset: number; length: number }

export function overlap(a: Place, b: Place): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length
}
