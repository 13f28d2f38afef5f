// What arrived, on any platform. Bots read platform events into this shape; nothing after them knows the platform's own.
import type { AccountKey, WorkspaceKey } from './person.ts'

export const incomingKinds = [
  'text',
  'command',
  'call',
  'press',
  'form',
  'shortcut',
  'file',
  'reaction',
  'home',
  'edited',
  'deleted',
  'joined',
  'left',
  'stopped',
  'uninstalled',
] as const
export type IncomingKind = (typeof incomingKinds)[number]

export type Platform = 'slack' | 'telegram' | 'console' | 'api'

export type Sender = {
  account: AccountKey
  name: string
  isBot: boolean
  /** A guest or somebody from another organisation; unknown counts as true. */
  isStranger: boolean
  locale?: string
}

/** Where a reply goes. `address` is the bot's own: stored and handed back, never read by anyone else. */
export type ReplyTo = { platform: Platform; workspace: WorkspaceKey; conversation: string; address: unknown }

export const thumbs = ['up', 'down'] as const
export type Thumb = (typeof thumbs)[number]

export type IncomingFile = { id: string; name: string; mediaType: string; bytes: number; fetchFrom: unknown }

/** A message that the asker points at or answers. Others wrote it: it can inform an answer, never choose what is done. */
export type Quoted = { text: string; files?: IncomingFile[] }

export type Incoming = {
  /** The key of the event, as in the inbox. */
  id: string
  kind: IncomingKind
  platform: Platform
  workspace: WorkspaceKey
  /** Set by the router from the workspace. */
  org: string | null
  /** Opaque: a thread, a topic, a slash command's asker. Equal strings are one conversation. */
  conversation: string
  /** Several people read here. */
  isShared: boolean
  /** The bot was named, written to directly, or given a command. */
  isAddressed: boolean
  /** Only where there are threads: true for what is said in one, to nobody by name. */
  followsUp?: boolean
  sender: Sender
  text: string
  /** `isDryRun` where it is said beside the words, as by a program. */
  command?: { name: string; rest: string; isDryRun?: boolean }
  /** A program calls a tool by its name. */
  call?: { tool: string; input: unknown; isDryRun: boolean }
  quoted?: Quoted
  press?: { action: string; value: string; message?: string }
  form?: { id: string; values: Record<string, string | string[]> }
  /** Thumbs put on a message or taken off; `isOurs` where the platform says who wrote it. */
  reaction?: { message: string; isOurs: boolean; added: Thumb[]; removed: Thumb[] }
  files: IncomingFile[]
  /** Milliseconds since the epoch, as the platform says. */
  at: number
  replyTo: ReplyTo
}

/** What came along, or else what came with the message that this one answers. */
export function filesOf({ files, quoted }: Pick<Incoming, 'files' | 'quoted'>): IncomingFile[] {
  return files.length > 0 ? files : (quoted?.files ?? [])
}
