// One chat platform, as the router sees it. Every bot in bots/* implements this and nothing else of the core knows the platform.
import type { StoredArrival } from '../domain/arrival.ts'
import type { Incoming, IncomingFile, Platform, Quoted, ReplyTo } from '../domain/incoming.ts'
import type { AccountKey, WorkspaceKey } from '../domain/person.ts'
import type { Reply } from '../domain/reply.ts'
import type { LiveMessages } from './live-messages.ts'

/** One API call of a reply. The payload is the bot's own: stored as it is, handed back to `send`. */
export type Step = { call: string; payload: unknown }

export type Sending = {
  /** Stable over every try: the id of the outbox row. */
  key: string
  step: Step
  attempt: number
  to: ReplyTo
  /** What earlier steps of the same reply produced, in order. */
  before: (string | null)[]
  /** The live message whose place this step takes, where it still can. */
  live?: string
}

export type Sent =
  | { outcome: 'sent'; id: string | null }
  /** Not now: the platform limits us, here or everywhere. */
  | { outcome: 'later'; afterMs: number; scope: 'conversation' | 'everything' }
  /** Nothing was done and nothing was said: try again soon. */
  | { outcome: 'retry'; reason: string }
  /** Will never work. */
  | { outcome: 'refused'; reason: string }
  /** It may have happened: the answer was lost. */
  | { outcome: 'unknown'; reason: string }

export type Found = { outcome: 'sent'; id: string | null } | { outcome: 'absent' } | { outcome: 'unknowable' }

export type SendLimits = {
  /** At most `count` calls in `perMs` for one conversation, and for the whole bot. */
  conversation: { count: number; perMs: number }
  everything: { count: number; perMs: number }
}

export type ChatPlatform = {
  platform: Platform
  limits: SendLimits
  /** Turns a stored event back into what arrived and hands it on; rejects unless the handler ran to its end. */
  deliver(arrival: StoredArrival, handle: (incoming: Incoming) => Promise<void>): Promise<void>
  /** The API calls that show this reply there, in order; made once, stored, then sent. */
  plan(reply: Reply, to: ReplyTo): Step[]
  send(sending: Sending): Promise<Sent>
  /** Without it, long errands are announced and answered in messages of their own. */
  live?: LiveMessages
  /** Whether a send with a lost answer happened. */
  find(sending: Sending): Promise<Found>
  /** Where this account can be told something privately, unasked; null when it cannot. */
  reach(account: AccountKey, workspace: WorkspaceKey): ReplyTo | null
  /** Where everybody of a channel such as `slack:T1:C1` reads, for what nobody asked; null for what is no such channel of theirs. */
  room?(channel: string): ReplyTo | null
  /** The same place for what nobody asks there at that moment: below no message, and for no press. The same address unless told. */
  afresh?(to: ReplyTo): ReplyTo
  /** An address that opens a private chat there which says `/start` with this; null when there is none yet. */
  openWith?(payload: string): string | null
  /** The content of a file that came with a message there; rejects with a sentence when it cannot be had. */
  fetchFile?(file: IncomingFile, from: ReplyTo): Promise<Buffer>
  /** The message that this one answers, where the platform does not send it along. */
  quotedBy?(incoming: Incoming): Promise<Quoted | undefined>
  /** Begins to receive; resolves when it does. */
  start(): Promise<void>
  /** Takes nothing new from here on. */
  stop(): Promise<void>
  /** One line for `/readyz` and `/admin health`. */
  health(): Promise<{ ok: boolean; detail: string }>
}

export type Platforms = ReadonlyMap<Platform, ChatPlatform>
