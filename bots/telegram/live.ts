// Live messages in Telegram: one message, edited at safe intervals; edits count like messages, so some room is kept for answers.
import { replyOfLive } from '../../src/domain/progress.ts'
import type { Step } from '../../src/ports/chat-platform.ts'
import type { Edited, LiveMessages, LiveView } from '../../src/ports/live-messages.ts'
import type { Aliases } from './aliases.ts'
import type { Call } from './call.ts'
import type { Answer, Api } from './create-api.ts'
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
  /** Something is being written into that chat. */
  onWriting(chat: number, topic: number | undefined): void
}

const editMs = 4_000
/** With title, steps and buttons it stays one message. */
const longestText = 2_200

export function createLive({ api, aliases, pace, rendering, everyMs, onWriting }: Options): LiveMessages {
  function render(view: LiveView, address: Address): Step {
    const text = view.text.slice(-longestText).toWellFormed()
    const shown = { ...view, text, skipped: view.skipped + view.text.length - text.length }
    const [step] = renderReply(replyOfLive(shown, view.buttons), address, rendering())
    return step ?? { call: 'sendMessage', payload: { args: { chat_id: address.chat, text: '…' } } }
  }

  return {
    everyMs,
    plan: (view, to) => render(view, to.address as Address),
    replaces: ({ call, payload }) => call === 'sendMessage' && !(payload as Call).ways,
    async edit({ id, to, view }) {
      const address = to.address as Address
      const { args } = render(view, address).payload as Call
      const edit = editOf(id, { method: 'sendMessage', args })
      if (!edit) return { outcome: 'gone' }
      const chat = aliases.whereIs(edit.args.chat_id)
      const wait = pace.waitToEdit(chat)
      if (wait > 0) return { outcome: 'later', afterMs: wait }
      const change = (more: Call['args']) =>
        api.call(edit.method, { ...edit.args, chat_id: chat, ...more }, { timeoutMs: editMs })
      const answer = await change({})
      const isUnreadable = answer.kind === 'refused' && /can't parse entities/i.test(answer.description)
      const plainly = { text: fromHtml(String(edit.args.text)), parse_mode: undefined }
      const edited = conclude(isUnreadable ? await change(plainly) : answer)
      if (edited.outcome === 'shown') onWriting(chat, address.topic)
      return edited
    },
  }
}

type Edit = { method: string; args: Record<string, unknown> & { chat_id: number } }

/** The same content, in a message that is there already; undefined for what Telegram lets nobody edit. */
export function editOf(id: string, { args, remember }: Call): (Edit & Pick<Call, 'remember'>) | undefined {
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
