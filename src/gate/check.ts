// One question the gate asks before a tool may run. Checks are asked in order; the first that does not pass decides.
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import type { Reply } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'

export type Request = {
  tool: AnyTool
  input: unknown
  caller: Caller
  incoming: Incoming | null
  correlation: string
  /** Stable over every try of this request. */
  key: string
}

export type Verdict = { passes: true } | { passes: false; reason: string; reply: Reply }

export type Check = (request: Request) => Promise<Verdict>

export const passes: Verdict = { passes: true }
