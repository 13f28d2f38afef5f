// From what a bot sent to the text and entities that people see.
import type { MessageEntity, User } from '@grammyjs/types'
import { badRequest } from '../api/refuse.ts'
import { type Formatted, sortEntities } from './entity.ts'
import { findEntities, overlap } from './find-entities.ts'
import { parseHtml } from './html.ts'
import { parseLegacyMarkdown } from './legacy-markdown.ts'
import { checkedLink, mentionedUser } from './links.ts'
import { parseMarkdownV2 } from './markdown-v2.ts'

export type FindUser = (id: number) => User | undefined

export type Written = { text: string; parseMode?: string; entities?: MessageEntity[] }

export function formatText(written: Written, findUser: FindUser): Formatted {
  if (Buffer.byteLength(written.text) > 2 ** 15) badRequest('text is too long')
  const parse = parserFor(written.parseMode)
  const parsed = parse ? tryTo(parse, written.text) : given(written)
  return finish(parsed, findUser)
}

/** Text as a person types it: no markup of its own, only what Telegram finds in it. */
export function plainText(text: string): Formatted {
  return finish({ text, entities: [] }, () => undefined)
}

/** Telegram counts characters, not UTF-16 units. */
export function characters(text: string): number {
  return [...text].length
}

type Parse = (source: string) => Formatted

const parsers = new Map<string, Parse>([
  ['markdown', parseLegacyMarkdown],
  ['markdownv2', parseMarkdownV2],
  ['html', parseHtml],
])

function parserFor(parseMode = ''): Parse | undefined {
  const mode = parseMode.toLowerCase()
  if (mode === '' || mode === 'none') return undefined
  return parsers.get(mode) ?? badRequest('unsupported parse_mode')
}

function tryTo(parse: Parse, source: string): Formatted {
  try {
    return parse(source)
  } catch (error) {
    if (error instanceof SyntaxError) badRequest(`can't parse entities: ${error.message}`)
    throw error
  }
}

const foundByTelegram = ['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number']

function given({ text, entities = [] }: Written): Formatted {
  const own = entities.filter(({ type }) => !foundByTelegram.includes(type))
  for (const entity of own) {
    if (entity.type === 'text_link' && !checkedLink(entity.url))
      badRequest(`entity URL '${entity.url}' is invalid: Wrong HTTP URL`)
  }
  return { text, entities: own }
}

function finish(formatted: Formatted, findUser: FindUser): Formatted {
  const { text, entities } = trim(formatted)
  const known = entities.flatMap((entity) => resolveMention(entity, findUser))
  const own = known.flatMap((entity) => withoutCode(entity, known))
  const solid = own.filter(({ type }) => !isStyle(type))
  return { text, entities: sortEntities([...own, ...findEntities(text, solid)]) }
}

function trim({ text, entities }: Formatted): Formatted {
  const lead = text.length - text.trimStart().length
  const trimmed = text.trim()
  const kept = entities.flatMap((entity) => {
    const start = Math.max(0, entity.offset - lead)
    const end = Math.min(trimmed.length, entity.offset - lead + entity.length)
    return end > start ? [{ ...entity, offset: start, length: end - start }] : []
  })
  return { text: trimmed, entities: kept }
}

function resolveMention(entity: MessageEntity, findUser: FindUser): MessageEntity[] {
  const { offset, length } = entity
  if (entity.type === 'text_mention') {
    const user = findUser(entity.user.id)
    return user ? [{ type: 'text_mention', offset, length, user }] : []
  }
  const id = entity.type === 'text_link' ? mentionedUser(entity.url) : undefined
  if (id === undefined) return [entity]
  const user = findUser(id)
  return user ? [{ type: 'text_mention', offset, length, user }] : []
}

function isStyle(type: string): boolean {
  return ['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'blockquote', 'expandable_blockquote'].includes(
    type,
  )
}

/** Bold, italic and the like stop where code begins and go on behind it. */
function withoutCode(entity: MessageEntity, all: MessageEntity[]): MessageEntity[] {
  if (!isStyle(entity.type) || entity.type.endsWith('blockquote')) return [entity]
  const code = all.filter((other) => (other.type === 'code' || other.type === 'pre') && overlap(other, entity))
  return code.reduce((parts, hole) => parts.flatMap((part) => cutOut(part, hole)), [entity])
}

function cutOut(part: MessageEntity, hole: MessageEntity): MessageEntity[] {
  if (!overlap(part, hole)) return [part]
  const before = hole.offset - part.offset
  const holeEnd = hole.offset + hole.length
  const after = part.offset + part.length - holeEnd
  return [
    ...(before > 0 ? [{ ...part, length: before }] : []),
    ...(after > 0 ? [{ ...part, offset: holeEnd, length: after }] : []),
  ]
}
