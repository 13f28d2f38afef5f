// Live messages in Telegram: one message, edited at safe intervals, or in private chats a draft where that is wanted. Either counts
// like a message, so some room is kept for answers.
import { replyOfLive } from '../../src/domain/progress.ts'
import type { Step } from '../../src/ports/chat-platform.ts'
import type { Edited, LiveMessages, LiveView } from '../../src/ports/live-messages.ts'
import type { Aliases } from './aliases.ts'
import type { Call } from './call.ts'
import type { Answer, Api } from './create-api.ts'
import { asDraft, isDraft, nextDraft } from './draft.ts'
import { fromHtml } from './markdown/to-html.ts'
import type { ChatPace } from './pace.ts'
import type { Address } from './place.ts'
import { type Rendering, renderReply } from './render.ts'

type Options = {
  api: Api
  aliases: Aliases
  pace: ChatPace
  rendering(): Rendering
  everyMs: number
  /** How long Telegram shows a draft; undefined where none is wanted. */
  draftMs: number | undefined
  /** Something is being written into that chat. */
  onWriting(chat: number, topic: number | undefined): void
}

const editMs = 4_000
/** With title, steps and buttons it stays one message. */
const longestText = 2_200

export function createLive({ api, aliases, pace, rendering, everyMs, draftMs, onWriting }: Options): LiveMessages {
  function render(view: LiveView, address: Address): Call {
    const text = view.text.slice(-longestText).toWellFormed()
    const shown = { ...view, text, skipped: view.skipped + view.text.length - text.length }
    const [step] = renderReply(replyOfLive(shown, view.buttons), address, rendering())
    const { args, remember } = (step?.payload ?? { args: { chat_id: address.chat, text: '…' } }) as Call
    return { method: 'sendMessage', args, ...(remember ? { remember } : {}) }
  }

  function plan(view: LiveView, address: Address): Step {
    const call = render(view, address)
    const { method, ...payload } = draftMs !== undefined && address.chat > 0 ? asDraft(call) : call
    return { call: method, payload }
  }

  return {
    everyMs,
    ...(draftMs === undefined ? {} : { lastsMs: (id) => (isDraft(id) ? draftMs : undefined) }),
    plan: (view, to) => plan(view, to.address as Address),
    replaces: ({ call, payload }) => call === 'sendMessage' && !(payload as Call).ways,
    async edit({ id, to, view }) {
      const address = to.address as Address
      const call = render(view, address)
      const edit = nextDraft(id, call) ?? editOf(id, call)
      if (typeof edit?.args.chat_id !== 'number') return { outcome: 'gone' }
      const chat = aliases.whereIs(edit.args.chat_id)
      const wait = pace.waitToEdit(chat)
      if (wait > 0) return { outcome: 'later', afterMs: wait }
      const change = (more: Call['args']) =>
        api.call(edit.method, { ...edit.args, chat_id: chat, ...more }, { timeoutMs: editMs })
      const answer = await change({})
      const isUnreadable = answer.kind === 'refused' && /can't parse entities/i.test(answer.description)
      const plainly = { text: fromHtml(String(edit.args.text)), parse_mode: undefined }
      const edited = conclude(isUnreadable ? await change(plainly) : answer)
      if (edited.outcome === 'shown' && !isDraft(id)) onWriting(chat, address.topic)
      return edited
    },
  }
}

/** The same content, in a message that is there already; undefined for what Telegram lets nobody edit. */
export function editOf(id: string, { args, remember }: Call): Call | undefined {
  const [, chat, message] = /^(-?\d+):(\d+)$/.exec(id) ?? []
  if (chat === undefined) return undefined
  const { text, parse_mode, link_preview_options, reply_markup } = args
  const content = { text, parse_mode, link_preview_options, reply_markup }
  return {
    method: 'editMessageText',
    args: { ...content, chat_id: Number(chat), message_id: Number(message) },
    ...(remember ? { remember } : {}),
  }
}

function conclude(answer: Answer): Edited {
  if (answer.kind === 'ok') return { outcome: 'shown' }
  if (answer.kind === 'lost') return { outcome: 'unknown' }
  if (answer.kind === 'unsent') return { outcome: 'later', afterMs: 2_000 }
  if (answer.retryAfterMs !== undefined) return { outcome: 'later', afterMs: answer.retryAfterMs }
  return { outcome: /message is not modified/i.test(answer.description) ? 'shown' : 'gone' }
}
