// One question the gate asks before a tool may run. Checks are asked in order; the first that does not pass decides.
import type { ErrandJob } from '../domain/errand-job.ts'
import type { ErrorCode } from '../domain/errors.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import type { Reply } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { OrgTransaction } from '../store/in-org.ts'
import type { NewJob } from '../store/router/job-rows.ts'

export type Request = {
  tool: AnyTool
  input: unknown
  caller: Caller
  incoming: Incoming | null
  correlation: string
  /** Stable over every try of this request. */
  key: string
  /** It was asked before, and this approval lets it run. */
  approval?: string
  /** A job of something that was asked, and counted against limits, before. */
  isCounted?: boolean
  /** Nothing runs: people only want to know what would happen. */
  isDryRun?: boolean
}

/** A warning is for the asker alone, beside whatever the answer is. */
export type Verdict = { passes: true; warning?: string } | Refused | Held

export type Refused = {
  passes: false
  reason: string
  reply: Reply
  /** The kind of trouble; `forbidden` unless told. */
  code?: ErrorCode
  approval?: string
}

/** Not yet: something has to be done first, such as somebody else agreeing. */
export type Held = Refused & {
  /** What the gate asks for: `the approval of another owner`. */
  asks: string
  /** Keeps what waits; commits with the reply. */
  change?: (tx: OrgTransaction) => Promise<void>
}

export type Check = (request: Request) => Promise<Verdict>

/** What is held goes on as a job, once it may. */
export type ToJob = (errand: ErrandJob, correlation: string) => NewJob

export const passes: Verdict = { passes: true }
