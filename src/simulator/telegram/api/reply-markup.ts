// Keyboards, checked as Telegram checks them.
import type { InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup } from '@grammyjs/types'
import { checkedLink } from '../parse-entities/links.ts'
import { type Arguments, type Call, isObject, objectOf } from './call.ts'
import { badRequest } from './refuse.ts'

export type Markup = { inline?: InlineKeyboardMarkup; reply?: ReplyKeyboardMarkup }

export function markupOf(call: Call): Markup {
  const markup = objectOf(call, 'reply_markup', 'reply markup')
  if (!markup) return {}
  if (Array.isArray(markup.keyboard)) return { reply: markup as unknown as ReplyKeyboardMarkup }
  if (markup.inline_keyboard === undefined) return {}
  const rows = rowsOf(markup.inline_keyboard).filter((row) => row.length > 0)
  if (rows.flat().length > 100) badRequest('REPLY_MARKUP_TOO_LONG')
  return rows.length > 0 ? { inline: { inline_keyboard: rows } } : {}
}

function rowsOf(value: unknown): InlineKeyboardButton[][] {
  const rows = Array.isArray(value) ? value : badRequest('field "inline_keyboard" must be of type Array')
  return rows.map((row: unknown) => {
    if (!Array.isArray(row))
      badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return row.map(toButton)
  })
}

const actions = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'disabled',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
]

function toButton(value: unknown): InlineKeyboardButton {
  if (!isObject(value)) badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
  if (value.text === undefined) badRequest('can\'t parse inline keyboard button: Can\'t find field "text"')
  if (!actions.some((action) => value[action] !== undefined))
    badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  if (value.text === '') badRequest('BUTTON_TEXT_INVALID')
  checkData(value)
  // Every button has a text and one action of a known name: that is what the type says.
  return withCheckedUrl(value) as unknown as InlineKeyboardButton
}

function checkData({ callback_data: data }: Arguments): void {
  if (data === undefined) return
  const bytes = Buffer.byteLength(String(data))
  if (bytes < 1 || bytes > 64) badRequest('BUTTON_DATA_INVALID')
}

function withCheckedUrl(button: Arguments): Arguments {
  if (button.url === undefined) return button
  const url = checkedLink(String(button.url))
  return url ? { ...button, url } : badRequest(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`)
}
