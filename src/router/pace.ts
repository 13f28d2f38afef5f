// How fast we may send: a bucket for each conversation, emptied by what we send, and what went lately for the whole workspace. A bucket
// lets through twice its size around a moment when it was full; of a whole workspace that would be many refusals at once.
import type { SendLimits } from '../ports/chat-platform.ts'

export type Pace = {
  /** 0 when a call may go now, else how long to wait. */
  waitFor(conversation: string, workspace: string, now: number): number
  /** The same for the workspace alone: then nobody may go. */
  waitForAll(workspace: string, now: number): number
  took(conversation: string, workspace: string, now: number): void
  /** The platform said not before then. */
  hold(scope: 'conversation' | 'everything', conversation: string, workspace: string, now: number, ms: number): void
}

type Bucket = { tokens: number; at: number; heldUntil: number }
/** When the latest calls went. */
type Recent = { times: number[]; heldUntil: number }
type Limit = { count: number; perMs: number }

export function createPace(limits: SendLimits): Pace {
  const conversations = new Map<string, Bucket>()
  const workspaces = new Map<string, Recent>()

  function own(conversation: string, now: number): Bucket {
    if (conversations.size > 20_000) forgetFull(conversations, limits.conversation, now)
    return filled(conversations, conversation, limits.conversation, now)
  }

  function all(workspace: string): Recent {
    const recent = workspaces.get(workspace) ?? { times: [], heldUntil: 0 }
    workspaces.set(workspace, recent)
    return recent
  }

  return {
    waitFor(conversation, workspace, now) {
      const wait = waitOf(own(conversation, now), limits.conversation, now)
      return Math.max(wait, waitAfter(all(workspace), limits.everything, now))
    },
    waitForAll: (workspace, now) => waitAfter(all(workspace), limits.everything, now),
    took(conversation, workspace, now) {
      own(conversation, now).tokens -= 1
      const recent = all(workspace)
      recent.times.push(now)
      if (recent.times.length > 2 * limits.everything.count) recent.times = recent.times.slice(-limits.everything.count)
    },
    hold(scope, conversation, workspace, now, ms) {
      const held = scope === 'conversation' ? own(conversation, now) : all(workspace)
      held.heldUntil = Math.max(held.heldUntil, now + ms)
      // What was saved up would only be refused again.
      if ('times' in held) held.times = evenly(limits.everything, held.heldUntil)
      else Object.assign(held, { tokens: Math.min(held.tokens, 1), at: held.heldUntil })
    },
  }
}

function filled(buckets: Map<string, Bucket>, name: string, { count, perMs }: Limit, now: number): Bucket {
  const bucket = buckets.get(name) ?? { tokens: count, at: now, heldUntil: 0 }
  bucket.tokens = Math.min(count, bucket.tokens + (Math.max(0, now - bucket.at) * count) / perMs)
  bucket.at = Math.max(now, bucket.at)
  buckets.set(name, bucket)
  return bucket
}

function waitOf(bucket: Bucket, { count, perMs }: Limit, now: number): number {
  const forToken = bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) * perMs) / count)
  return Math.max(forToken, bucket.heldUntil - now, 0)
}

function waitAfter({ times, heldUntil }: Recent, { count, perMs }: Limit, now: number): number {
  return Math.max((times.at(-count) ?? Number.NEGATIVE_INFINITY) + perMs - now, heldUntil - now, 0)
}

/** As if everything had gone evenly until then: it goes on so. */
function evenly({ count, perMs }: Limit, until: number): number[] {
  return Array.from({ length: count }, (_, i) => until - perMs + (i * perMs) / count)
}

function forgetFull(buckets: Map<string, Bucket>, { count, perMs }: Limit, now: number): void {
  for (const [name, bucket] of buckets)
    if (
      bucket.heldUntil <= now &&
      now - bucket.at > perMs &&
      bucket.tokens + ((now - bucket.at) * count) / perMs >= count
    )
      buckets.delete(name)
}
