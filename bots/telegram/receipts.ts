// Small signs that something was heard: a press is acknowledged, and who waits a little longer sees us typing. Best effort, no retry.
import type { Message, Update } from 'grammy/types'
import type { Arrival } from '../../src/domain/arrival.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Api } from './create-api.ts'

export type Receipts = {
  /** Right after an update was stored. */
  stored(arrival: Arrival, update: Update): void
  /** Somebody who is waiting was heard: if nothing is sent to that chat soon, it sees us typing. */
  heard(chat: number, topic: number | undefined): void
  /** Something is on its way to that chat. */
  sending(chat: number): void
  /** A message there grows: it sees us typing, as often as Telegram forgets it. */
  writing(chat: number, topic: number | undefined): void
  stop(): void
}

type Options = { api: Api; clock: Clock; onAlbumPart(message: Message): void }

const deadlineMs = 3_000
const typingAfterMs = 300
/** Telegram shows it for five seconds. */
const typingLivesMs = 4_500
const waitingAtMost = 500

export function createReceipts({ api, clock, onAlbumPart }: Options): Receipts {
  const waiting = new Map<number, AbortController>()
  const stopped = new AbortController()
  const typing = new Map<number, number>()

  function tell(method: string, args: Record<string, unknown>): void {
    void api.call(method, args, { timeoutMs: deadlineMs, signal: stopped.signal })
  }

  return {
    stored(_arrival, { callback_query: press, message }) {
      if (press) tell('answerCallbackQuery', { callback_query_id: press.id })
      if (message?.media_group_id !== undefined) onAlbumPart(message)
    },
    heard(chat, topic) {
      if (waiting.has(chat) || waiting.size >= waitingAtMost) return
      const answered = new AbortController()
      waiting.set(chat, answered)
      const thread = topic === undefined ? {} : { message_thread_id: topic }
      void clock.wait(typingAfterMs, AbortSignal.any([answered.signal, stopped.signal])).then(() => {
        waiting.delete(chat)
        if (!answered.signal.aborted && !stopped.signal.aborted)
          tell('sendChatAction', { chat_id: chat, action: 'typing', ...thread })
      })
    },
    sending(chat) {
      waiting.get(chat)?.abort()
      // What arrives ends it.
      typing.delete(chat)
    },
    writing(chat, topic) {
      const now = clock.now()
      if ((typing.get(chat) ?? 0) > now) return
      if (typing.size >= waitingAtMost) typing.clear()
      typing.set(chat, now + typingLivesMs)
      const thread = topic === undefined ? {} : { message_thread_id: topic }
      tell('sendChatAction', { chat_id: chat, action: 'typing', ...thread })
    },
    stop: () => stopped.abort(),
  }
}
