// A reply becomes a plan of calls, made once: text in messages of 4096, pictures and files, buttons below the last of them.
import type { Button, Reply } from '../../src/domain/reply.ts'
import type { Step } from '../../src/ports/chat-platform.ts'
import { aside } from './aside.ts'
import { toKeyboard } from './buttons.ts'
import { type Call, into } from './call.ts'
import { ask } from './forms.ts'
import { clean } from './markdown/clean.ts'
import { isBlank, split } from './markdown/split.ts'
import { join, nothing, plain, type Styled } from './markdown/styled.ts'
import { toHtml } from './markdown/to-html.ts'
import type { Address } from './place.ts'
import { renderMedia } from './render-media.ts'
import { type Medium, renderPart } from './render-part.ts'

export type Rendering = {
  /** The bot's own username, when it is known. */
  username: string | undefined
  /** An answer for one person can be shown there to them alone. */
  hasEphemeral(group: Address): boolean
}

export type Content = { text: Styled; media: Medium[]; buttons: Button[] }

const longestMessage = 4096
const invitation = 'Pick one:'

export function renderReply(reply: Reply, address: Address, rendering: Rendering): Step[] {
  const isAside = reply.audience === 'asker' && address.asker !== undefined
  // An answer for one person's eyes goes to their own chat, whatever else is tried.
  const target: Address = isAside ? { chat: address.asker ?? address.chat } : address
  const calls = renderParts(reply.parts, reply.takesBack ? unquoting(target) : target)
  const said = isAside ? aside(calls, address, rendering, Boolean(reply.isSecret)) : calls
  const planned = reply.takesBack ? [...said, ...deletion(address)] : said
  return planned.map(({ method, ...payload }) => ({ call: method, payload }))
}

/** What goes is not quoted. */
function unquoting({ message: _message, ...address }: Address): Address {
  return address
}

/** Of what somebody typed; a press names a message of ours. Comes last: in groups Telegram may well refuse it. */
function deletion({ chat, message, press }: Address): Call[] {
  if (message === undefined || press !== undefined) return []
  return [{ method: 'deleteMessage', args: { chat_id: chat, message_id: message } }]
}

function renderParts(parts: Reply['parts'], address: Address): Call[] {
  const calls: Call[] = []
  let gathered: Content = { text: nothing, media: [], buttons: [] }
  const flush = () => {
    calls.push(...renderContent(gathered, address, calls.length === 0))
    gathered = { text: nothing, media: [], buttons: [] }
  }
  for (const part of parts) {
    if (part.kind === 'form') {
      flush()
      calls.push(ask(part, 0, address, calls.length === 0))
    } else if (part.kind === 'buttons') gathered.buttons.push(...part.buttons)
    else {
      const shown = renderPart(part)
      // Buttons stand below what they belong to, and so does text below pictures: what comes next is a new message.
      if (gathered.buttons.length > 0 || (shown.kind === 'text' && gathered.media.length > 0)) flush()
      if (shown.kind === 'media') gathered.media.push(...shown.media)
      else gathered.text = isBlank(gathered.text.text) ? shown.text : join([gathered.text, shown.text], '\n\n')
    }
  }
  flush()
  return calls
}

function renderContent({ text, media, buttons }: Content, address: Address, isFirst: boolean): Call[] {
  const keyboard = toKeyboard(buttons)
  const words = keyboard.aside.length > 0 ? join([text, plain(clean(keyboard.aside.join('\n')))], '\n\n') : text
  const calls = split(words, longestMessage).map((piece) => textCall(toHtml(piece)))
  const all = [...calls, ...renderMedia(media)]
  const last = all.at(-1)
  if (keyboard.markup && (!last || last.method === 'sendMediaGroup')) all.push(textCall(invitation))
  const addressed = all.map((call, i) => ({ ...call, args: { ...into(address, isFirst && i === 0), ...call.args } }))
  const below = addressed.at(-1)
  if (below && keyboard.markup) below.args.reply_markup = keyboard.markup
  if (below && keyboard.remember.length > 0) below.remember = keyboard.remember
  return addressed
}

function textCall(html: string): Call {
  return {
    method: 'sendMessage',
    args: { text: html, parse_mode: 'HTML', link_preview_options: { is_disabled: true } },
  }
}
