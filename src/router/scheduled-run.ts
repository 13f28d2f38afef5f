// How a run of a schedule reads where it is posted: what it is, whether it is late, and the honest word when nothing came of it.
import type { ScheduledRun } from '../domain/errand-job.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Incoming } from '../domain/incoming.ts'
import { type Reply, type ReplyPart, say } from '../domain/reply.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { NewOutboxRow } from '../store/router/outbox-rows.ts'
import { planReply } from './plan-reply.ts'

/** Runs in a row that may fail before nobody is bothered any more. */
const mostFailures = 5
const lateMs = 10 * 60_000

export function stopsAfter({ failures }: ScheduledRun, code: string): boolean {
  return code === 'forbidden' || failures + 1 >= mostFailures
}

export function postScheduled(run: ScheduledRun, reply: Reply): Reply {
  const opening: ReplyPart = { kind: 'text', text: `${headingOf(run)}${lateness(run)}` }
  return reply.parts.length === 0 ? reply : { ...reply, parts: [opening, ...reply.parts] }
}

/** `why` is a sentence for people. */
export function postFailure(run: ScheduledRun, owner: string, why: string, code: string): Reply {
  const next = stopsAfter(run, code)
    ? `I have stopped this schedule. \`/schedules resume ${run.id.slice(0, 8)}\` starts it again.`
    : 'It runs again when it is due.'
  return {
    ...say(`${headingOf(run)} (set by ${escapeMarkdown(owner)}) brought nothing this time. ${why} ${next}`),
    failure: code as NonNullable<Reply['failure']>,
  }
}

/** What only its owner may see reaches them privately, where their platform allows it. */
export function planScheduled(
  platform: ChatPlatform,
  reply: Reply,
  { isShared, sender, workspace, replyTo }: Incoming,
  correlation: string,
): NewOutboxRow[] {
  const isPrivate = reply.audience === 'asker' && isShared
  const to = isPrivate ? (platform.reach(sender.account, workspace) ?? replyTo) : replyTo
  return planReply(platform, reply, to, correlation)
}

function headingOf({ line, words }: ScheduledRun): string {
  const shown = line.length <= 120 ? line : `${line.slice(0, 119).toWellFormed()}…`
  return `Scheduled: \`${shown.replaceAll(/[`\n]/g, ' ')}\`, ${words}`
}

function lateness({ dueAt, foundAt, missed, timeZone }: ScheduledRun): string {
  if (foundAt - dueAt < lateMs) return ''
  const due = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(dueAt)
  const more = missed > 0 ? `, as were ${missed === 1000 ? 'many' : missed} more since` : ''
  return `\nThis was due ${due}${more}: I was not running then.`
}
