// What the approvals room is given.
import type { ErrandJob } from '../../domain/errand-job.ts'
import type { ReplyTo } from '../../domain/incoming.ts'
import type { Reply } from '../../domain/reply.ts'
import type { ChatPlatform, Platforms } from '../../ports/chat-platform.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../store/open-store.ts'
import type { NewJob } from '../../store/router/job-rows.ts'
import type { NewOutboxRow } from '../../store/router/outbox-rows.ts'
import type { ToJob } from '../check.ts'
import type { Ranks } from '../policy/create-ranks.ts'

export type Parts = {
  store: Store
  clock: Clock
  platforms: Platforms
  /** How high people stand now. */
  ranks: Ranks
  toJob: ToJob
  planReply: Plan
  /** Says that a job is on its way, where its answer will stand. */
  planLive(platform: ChatPlatform, job: string, said: Reply, to: ReplyTo, correlation: string): NewOutboxRow[]
}

export type Plan = (
  platform: ChatPlatform,
  reply: Reply,
  to: ReplyTo,
  correlation: string,
  plan?: string,
) => NewOutboxRow[]

/** What runs once it is approved. */
export type ApprovedErrand = ErrandJob & { approval: string }

/** What must be agreed to before it runs is kept as the job that will run it. */
export function errandOf(job: NewJob): ApprovedErrand {
  return JSON.parse(job.payload) as ApprovedErrand
}
