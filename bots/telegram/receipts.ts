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
  /** Who was heard and has had nothing yet, those who wait longest first. */
  const waiting = new Map<number, { since: number; topic: number | undefined }>()
  const stopped = new AbortController()
  const typing = new Map<number, number>()
  let isWatching = false

  function tell(method: string, args: Record<string, unknown>): void {
    void api.call(method, args, { timeoutMs: deadlineMs, signal: stopped.signal })
  }

  /** One watch for all: most are answered before it looks. */
  async function watch(): Promise<void> {
    isWatching = true
    for (let first = next(); first; first = next()) {
      await clock.wait(first.since + typingAfterMs - clock.now(), stopped.signal)
      if (stopped.signal.aborted) return
      showDue(clock.now() - typingAfterMs)
    }
    isWatching = false
  }

  function next() {
    return waiting.values().next().value
  }

  function showDue(until: number): void {
    for (const [chat, { since, topic }] of waiting) {
      if (since > until) return
      waiting.delete(chat)
      tell('sendChatAction', { chat_id: chat, action: 'typing', ...threadOf(topic) })
    }
  }

  return {
    stored(_arrival, { callback_query: press, message }) {
      if (press) tell('answerCallbackQuery', { callback_query_id: press.id })
      if (message?.media_group_id !== undefined) onAlbumPart(message)
    },
    heard(chat, topic) {
      if (waiting.has(chat) || waiting.size >= waitingAtMost) return
      waiting.set(chat, { since: clock.now(), topic })
      if (!isWatching) void watch()
    },
    sending(chat) {
      waiting.delete(chat)
      // What arrives ends it.
      typing.delete(chat)
    },
    writing(chat, topic) {
      const now = clock.now()
      if ((typing.get(chat) ?? 0) > now) return
      if (typing.size >= waitingAtMost) typing.clear()
      typing.set(chat, now + typingLivesMs)
      tell('sendChatAction', { chat_id: chat, action: 'typing', ...threadOf(topic) })
    },
    stop: () => stopped.abort(),
  }
}

function threadOf(topic: number | undefined): { message_thread_id?: number } {
  return topic === undefined ? {} : { message_thread_id: topic }
}
