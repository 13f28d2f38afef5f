// The message that shows how far a job is, and the answer that takes its place.
import { escapeMarkdown, unescapeMarkdown } from '../domain/escape-markdown.ts'
import type { Incoming, ReplyTo } from '../domain/incoming.ts'
import { type Live, toLive } from '../domain/progress.ts'
import { type Button, type Reply, say, textOf } from '../domain/reply.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { LiveView } from '../ports/live-messages.ts'
import type { NewOutboxRow } from '../store/router/outbox-rows.ts'
import { runAction } from './decide.ts'
import { planReply, rowsOf } from './plan-reply.ts'

/** What people are told of a job at first. */
export function onItsWay(title: string): Reply {
  return say(`On it: ${escapeMarkdown(title)}. I answer here when it is done.`)
}

/** Says that the job is on its way. Committed with the job, it is there before anything of the job is told. */
export function planLive(
  platform: ChatPlatform,
  job: string,
  said: Reply,
  to: ReplyTo,
  correlation: string,
): NewOutboxRow[] {
  const { live } = platform
  if (!live) return planReply(platform, said, to, correlation)
  const view = viewOf(job, toLive({ title: unescapeMarkdown(textOf(said)), steps: [], text: '' }))
  return rowsOf([live.plan(view, to)], to, correlation, job)
}

export function viewOf(job: string, live: Live): LiveView {
  return { ...live, buttons: [cancelButton(job)] }
}

export function cancelButton(job: string): Button {
  return { label: 'Cancel', action: runAction, value: `cancel ${job}`, style: 'danger' }
}

/** The answer to a job. What only the asker may see cannot take the place of what everybody saw, nor can a file. */
export function planAnswer(
  platform: ChatPlatform,
  job: string,
  reply: Reply,
  incoming: Incoming,
  correlation: string,
  isAnnounced: boolean,
): NewOutboxRow[] {
  const to = incoming.replyTo
  const rows = planReply(platform, reply, to, correlation)
  if (!platform.live || !isAnnounced) return rows
  const isPrivate = reply.audience === 'asker' && incoming.isShared
  const [first] = rows
  const replaces = first && platform.live.replaces({ call: first.call, payload: JSON.parse(first.payload) })
  const closing = isPrivate ? say('That is over: what came of it only whoever asked can see.') : say('Done:')
  const all = isPrivate || !replaces ? [...planReply(platform, closing, to, correlation), ...rows] : rows
  return all.map((row, i) => (i === 0 ? { ...row, live: job } : row))
}
