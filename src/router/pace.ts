// How fast we may send: a bucket for each conversation and one for the whole workspace, emptied by what we send.
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
type Limit = { count: number; perMs: number }

export function createPace(limits: SendLimits): Pace {
  const conversations = new Map<string, Bucket>()
  const workspaces = new Map<string, Bucket>()

  function both(conversation: string, workspace: string, now: number): [Bucket, Bucket] {
    if (conversations.size > 20_000) forgetFull(conversations, limits.conversation, now)
    return [
      filled(conversations, conversation, limits.conversation, now),
      filled(workspaces, workspace, limits.everything, now),
    ]
  }

  return {
    waitFor(conversation, workspace, now) {
      const [own, all] = both(conversation, workspace, now)
      return Math.max(waitOf(own, limits.conversation, now), waitOf(all, limits.everything, now))
    },
    waitForAll: (workspace, now) =>
      waitOf(filled(workspaces, workspace, limits.everything, now), limits.everything, now),
    took(conversation, workspace, now) {
      for (const bucket of both(conversation, workspace, now)) bucket.tokens -= 1
    },
    hold(scope, conversation, workspace, now, ms) {
      const [own, all] = both(conversation, workspace, now)
      const bucket = scope === 'conversation' ? own : all
      bucket.heldUntil = Math.max(bucket.heldUntil, now + ms)
      // What was saved up would only be refused again.
      bucket.tokens = Math.min(bucket.tokens, 1)
      bucket.at = bucket.heldUntil
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

function forgetFull(buckets: Map<string, Bucket>, { count, perMs }: Limit, now: number): void {
  for (const [name, bucket] of buckets)
    if (
      bucket.heldUntil <= now &&
      now - bucket.at > perMs &&
      bucket.tokens + ((now - bucket.at) * count) / perMs >= count
    )
      buckets.delete(name)
}
