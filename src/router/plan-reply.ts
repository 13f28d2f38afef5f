// A reply becomes outbox rows once, before it is stored, so that a retry never repeats its first half.
import { randomUUID } from 'node:crypto'
import { asTyped } from '../domain/as-typed.ts'
import type { ReplyTo } from '../domain/incoming.ts'
import type { Reply } from '../domain/reply.ts'
import type { ChatPlatform, Step } from '../ports/chat-platform.ts'
import type { NewOutboxRow } from '../store/router/outbox-rows.ts'

/** Whoever looks for it later gives it a plan. */
export function planReply(
  platform: ChatPlatform,
  reply: Reply,
  to: ReplyTo,
  correlation: string,
  plan?: string,
): NewOutboxRow[] {
  const rows = rowsOf(platform.plan(asTyped(reply, platform.platform), to), to, correlation, plan)
  return reply.isSecret ? rows.map((row) => ({ ...row, isSecret: true })) : rows
}

export function rowsOf(steps: Step[], to: ReplyTo, correlation: string, given?: string): NewOutboxRow[] {
  const replyTo = JSON.stringify(to)
  const plan = given ?? randomUUID()
  const isSought = given !== undefined || steps.length > 1
  return steps.map(({ call, payload }, step) => ({
    plan,
    isSought,
    step,
    platform: to.platform,
    workspace: to.workspace,
    conversation: to.conversation,
    replyTo,
    call,
    payload: JSON.stringify(payload),
    correlation,
  }))
}
