// The API calls a reply is made of, as they stand in the outbox.
import type { Step } from '../../src/ports/chat-platform.ts'
import type { LiveView } from '../../src/ports/live-messages.ts'
import type { Block } from './blocks.ts'
import type { Json } from './json.ts'

/** A message: by which way it goes is decided when it is sent. */
export type Say = {
  text: string
  blocks: Block[]
  audience: 'everyone' | 'asker'
  /** Something else takes its place later. */
  isReplaced?: boolean
  /** It shows how far something is, and is changed while it runs. */
  live?: LiveView
}

/** Opens the asker's own conversation, for files that nobody else is to see. */
export type OpenDirect = Json

export type Ticket = { name: string; bytes: number; alt: string }

/** `ticket` is the step that brought the address to upload to. */
export type Bytes = Ticket & { ticket: number; base64: string; mediaType: string }

/** `uploads` are the steps that uploaded; `direct` is the step that opened a conversation of its own. */
export type Share = { uploads: { step: number; name: string }[]; direct?: number; twin: string }

/** The app's home tab of whoever opened it. */
export type Home = { blocks: Block[] }

export type StepPayloads = {
  home: Home
  say: Say
  'open direct': OpenDirect
  ticket: Ticket
  bytes: Bytes
  share: Share
}

export type Call = keyof StepPayloads

export function stepOf<C extends Call>(call: C, payload: StepPayloads[C]): Step {
  return { call, payload }
}

/** What this bot planned comes back as it was stored. */
export function payloadOf<C extends Call>(step: Step, _call: C): StepPayloads[C] {
  return step.payload as StepPayloads[C]
}
