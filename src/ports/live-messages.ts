// A message that shows how far a long errand is: made by an outbox row, changed in place while the errand runs, and replaced by the answer.
import type { ReplyTo } from '../domain/incoming.ts'
import type { Live } from '../domain/progress.ts'
import type { Button } from '../domain/reply.ts'
import type { Step } from './chat-platform.ts'

export type LiveView = Live & { buttons: Button[] }

/** `id` is what the live message's own row brought. */
export type Editing = { id: string; to: ReplyTo; view: LiveView }

export type Edited =
  | { outcome: 'shown' }
  /** Not now: the platform, or what we keep free for replies, does not allow it. */
  | { outcome: 'later'; afterMs: number }
  /** There is no such message any more, or it may not be changed. */
  | { outcome: 'gone' }
  /** The answer was lost. */
  | { outcome: 'unknown' }

export type LiveMessages = {
  /** One message is changed at most this often. */
  everyMs: number
  /** How long what is shown under that id stays; it is shown again before. Undefined for what stays by itself. */
  lastsMs?(id: string): number | undefined
  /** The one call that makes the message. */
  plan(view: LiveView, to: ReplyTo): Step
  /** Whether this step of a reply can take the place of a live message. */
  replaces(step: Step): boolean
  /** One attempt, best effort: whatever fails, the next state or the answer comes anyway. */
  edit(editing: Editing): Promise<Edited>
}
