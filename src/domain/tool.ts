// A tool is something Bellhop can do. Commands, buttons, the agent, schedules and the API all call tools, through the gate.
import type { z } from 'zod'
import type { ApprovalNeed } from './approval.ts'
import type { Incoming } from './incoming.ts'
import type { Caller, Role } from './person.ts'
import type { SpendKind } from './policy.ts'
import type { Progress } from './progress.ts'
import type { ProviderName } from './provider.ts'
import type { Reply } from './reply.ts'

export type Effect = 'read' | 'write' | 'destructive'

/** What may happen when a crash leaves the outcome unknown: run again, run again with the same key, look first, or ask a person. */
export type Repeat = 'safe' | 'keyed' | 'lookup' | 'never'

export type ToolCall<Input> = {
  input: Input
  caller: Caller
  incoming: Incoming | null
  /** Stable over every retry of this call: hand it to the outside as its idempotency key. */
  key: string
  signal: AbortSignal
  /** Registers a change of the org's rows; it commits together with the reply, or neither does. */
  change: (work: (transaction: unknown) => Promise<void>) => void
  /** Tells whoever runs this org something privately, once this call's change and reply are committed. */
  tellAdmins: (text: string) => void
  /**
   * Counts what this call used up against the day of the caller and of their org. What is spent is counted even when it is
   * too much; then this throws `limited`, so that what goes on spending ends.
   */
  spend: (kind: SpendKind, amount: number) => Promise<void>
  /** Names the approval this call is about: it stands in the audit. */
  about?: (approval: string) => void
  /**
   * Shows people how far it is, or the text so far; only long tools have somebody who watches. As often as one likes: what
   * comes faster than a platform takes is skipped. Throws the signal's reason once the call is aborted.
   */
  progress: (told: Progress) => void
}

/** Who asks for what, before it runs. */
export type Asked<Input> = { input: Input; caller: Caller }

/** What a call acts upon: the id is bound to an approval, so that a name cannot come to mean something else meanwhile. */
export type Target = { id: string; shown: string }

export type Tool<Input = unknown, Output = unknown> = {
  name: string
  description: string
  input: z.ZodType<Input>
  output: z.ZodType<Output>
  effect: Effect
  /** Of what changes something: given this it only looks, as where it lists what there is. */
  looks?: (input: Input) => boolean
  repeat: Repeat
  /** The least role that may call it where no rule says otherwise. */
  permission: Role
  /** The name of its permission, such as `jira:write`; made of its own name unless told. */
  right?: string
  /** Calls a minute for one person. */
  limit?: { perMinute: number }
  /** What of a day's quota it uses up: a run or a build is counted for each call, the rest by `call.spend`. */
  spends?: readonly SpendKind[]
  /** Acts for the caller there, so they must have linked an account of theirs; who has not is asked to, and then it goes on. */
  needs?: ProviderName
  /** What is said and answered here carries codes: the conversation's history does not keep it. */
  isUnkept?: boolean
  /** What it is given is a code: its message is taken back where the platform lets us, and nothing of it is kept, nor in the inbox. */
  takesCode?: boolean
  /**
   * Asks whoever calls it for a code of their second factor: `true` everybody, `enrolled` those who have one and do not only look, `false` nobody.
   * Unless told, what changes something and is for admins asks those who have one.
   */
  stepUp?: boolean | 'enrolled'
  /** Longer than a conversation may wait: runs as a job. */
  long?: boolean
  /** What it is about to do, for approvals; destructive tools must have it. Reads after "I would": `make Ann an admin`. */
  summarize?: (input: Input) => string
  /** Looked up when it is asked and again when it runs; rejects when there is no such thing. */
  target?: (asked: Asked<Input>) => Promise<Target>
  /** Who must agree before it runs; an org can ask for more, never for less. */
  approval?: ApprovalNeed | ((asked: Asked<Input>) => Promise<ApprovalNeed | undefined>)
  run: (call: ToolCall<Input>) => Promise<Output>
  /**
   * What our own rows keep of an output, by `call.change`. A tool that writes to the outside registers its changes here rather
   * than in `run`, which is not called again once it is known what it did; this is, until they are committed.
   */
  keep?: (output: Output, call: ToolCall<Input>) => void | Promise<void>
  /** For `repeat: lookup`: what an earlier try with this key did, or undefined when it did nothing. */
  lookUp?: (key: string) => Promise<Output | undefined>
  /** What a dry run tells besides: how much it would change. */
  preview?: (asked: Asked<Input>) => Promise<string>
  /** How its output reads in chat. */
  present?: (output: Output) => Reply
}

// biome-ignore lint/suspicious/noExplicitAny: a registry holds tools of every input and output
export type AnyTool = Tool<any, any>

/** What it does to the world when it is given that. */
export function effectOf(tool: AnyTool, input: unknown): Effect {
  return tool.looks?.(input) ? 'read' : tool.effect
}

/** Declares a tool; the input and output types follow from the schemas. */
export function defineTool<Input, Output>(tool: Tool<Input, Output>): Tool<Input, Output> {
  return tool
}
