// One call of the Bot API as it stands in the outbox.
import { createHash } from 'node:crypto'
import type { Upload } from './multipart.ts'
import type { Address } from './place.ts'

export type Call = {
  method: string
  args: Record<string, unknown>
  uploads?: Upload[]
  /** Kept before the call is made: what its buttons and its question stand for. */
  remember?: [name: string, value: string][]
  /** Where to try, in this order: each replaces some arguments, and the next is tried when Telegram refuses. */
  ways?: Record<string, unknown>[]
  /** Made in its place when Telegram refuses every way. */
  instead?: Call
  /** What follows in the same reply was for one person and cannot be told: this call says so. */
  isLastWord?: true
}

/** A message into that chat and topic; only the first of a reply quotes what it answers. */
export function into(address: Address, isFirst: boolean): Record<string, unknown> {
  const { chat, topic, message } = address
  return {
    chat_id: chat,
    ...(topic === undefined ? {} : { message_thread_id: topic }),
    ...(isFirst && message !== undefined
      ? { reply_parameters: { message_id: message, allow_sending_without_reply: true } }
      : {}),
  }
}

export function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, length)
}
