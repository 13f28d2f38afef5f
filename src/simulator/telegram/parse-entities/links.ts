// Which links Telegram accepts, and what it makes of them.
import type { MessageEntity } from '@grammyjs/types'
import { cannotParse } from './entity.ts'

/** The link as Telegram stores it, or nothing when it drops it: a host without a dot, such as localhost, is no host to it. */
export function checkedLink(link: string): string | undefined {
  const trimmed = link.trim()
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) && !/^[^/:]+:\d/.test(trimmed) ? trimmed : `http://${trimmed}`
  if (/^(tg|ton|tonsite):/i.test(withScheme)) return withScheme
  if (!/^https?:\/\/[^/?#]*\.[^/?#]/i.test(withScheme) || /\s/.test(withScheme)) return undefined
  const [, origin = '', rest = ''] = /^(https?:\/\/[^/?#]*)(.*)$/i.exec(withScheme) ?? []
  return `${origin}${rest.startsWith('/') ? '' : '/'}${rest}`
}

/** The user behind `tg://user?id=…`. */
export function mentionedUser(link: string): number | undefined {
  const [, id] = /^tg:(?:\/\/)?user\?(?:.*&)?id=(\d+)/i.exec(link) ?? []
  return id === undefined ? undefined : Number(id)
}

/** A custom emoji or a point in time, from the URL of `![text](tg://…)`. */
export function inlineObject(url: string): CustomEmoji | DateTime {
  const [, name = '', query = ''] = /^tg:(?:\/\/)?([^/?#]*)\/?(?:\?([^#]*))?/i.exec(url) ?? []
  if (!/^tg:/i.test(url)) cannotParse('Custom emoji URL must have scheme tg')
  const parameters = new URLSearchParams(query)
  if (name.toLowerCase() === 'time') return dateTime(parameters.get('unix') ?? '', parameters.get('format') ?? '')
  if (name.toLowerCase() !== 'emoji') cannotParse('Custom emoji URL must have host "emoji"')
  const id = parameters.get('id')
  if (id === null) cannotParse('Custom emoji URL must have an emoji identifier')
  return customEmoji(id)
}

type CustomEmoji = Pick<MessageEntity.CustomEmojiMessageEntity, 'custom_emoji_id'> & { type: 'custom_emoji' }
type DateTime = Pick<MessageEntity.DateTimeMessageEntity, 'unix_time' | 'date_time_format'> & { type: 'date_time' }

export function customEmoji(id: string): CustomEmoji {
  if (!/^[1-9]\d*$/.test(id)) cannotParse('Invalid custom emoji identifier specified')
  return { type: 'custom_emoji', custom_emoji_id: id }
}

export function dateTime(unix: string, format: string): DateTime {
  if (!/^\d+$/.test(unix)) cannotParse('Invalid date-time entity Unix time specified')
  if (format !== 'r' && !/^[wdDtT]*$/.test(format)) cannotParse('Invalid date-time entity format specified')
  return { type: 'date_time', unix_time: Number(unix), date_time_format: inTelegramOrder(format) }
}

function inTelegramOrder(format: string): MessageEntity.DateTimeMessageEntity['date_time_format'] {
  if (format === 'r') return 'r'
  const date = format.includes('d') ? 'd' : format.includes('D') ? 'D' : ''
  const time = format.includes('t') ? 't' : format.includes('T') ? 'T' : ''
  return `${format.includes('w') ? 'w' : ''}${date}${time}`
}
