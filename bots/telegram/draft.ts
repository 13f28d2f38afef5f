// Drafts: in a private chat Telegram shows what grows as a preview that it forgets by itself, and that the next message replaces.
import { randomInt } from 'node:crypto'
import type { Call } from './call.ts'

/** Where Telegram refuses drafts it is said as the message that `call` makes. */
export function asDraft(call: Call): Call {
  return { ...draftOf(call, randomInt(1, 2 ** 31 - 1)), instead: call }
}

/** The next state of the draft of that id; undefined when the id is that of a message. */
export function nextDraft(id: string, call: Call): Call | undefined {
  const draft = /^draft:\d+:(\d+)$/.exec(id)?.[1]
  return draft === undefined ? undefined : draftOf(call, Number(draft))
}

function draftOf({ args }: Call, draft: number): Call {
  const { chat_id, message_thread_id, text, parse_mode } = args
  const topic = message_thread_id === undefined ? {} : { message_thread_id }
  return {
    method: 'sendMessageDraft',
    args: { chat_id, ...topic, draft_id: draft, text, parse_mode, can_stop: true },
  }
}

/** What the outbox remembers of it. */
export function idOfDraft({ method, args }: Call): string | undefined {
  return method === 'sendMessageDraft' ? `draft:${args.chat_id}:${args.draft_id}` : undefined
}

export function isDraft(id: string | undefined): boolean {
  return id?.startsWith('draft:') ?? false
}
