// What a Slack workspace is made of, as the simulator keeps it.
export type Json = Record<string, unknown>

export type Team = { id: string; name: string; domain: string }

export type Guest = 'no' | 'many channels' | 'one channel'

export type User = {
  id: string
  teamId: string
  name: string
  realName: string
  email: string
  isBot: boolean
  isAdmin: boolean
  guest: Guest
  deleted: boolean
  botId?: string
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim'

export type Channel = {
  id: string
  teamId: string
  /** Other teams that see this channel too. */
  sharedWith: string[]
  name: string
  kind: ChannelKind
  creator: string
  created: number
  archived: boolean
  members: Set<string>
  topic: string
}

type Reaction = { name: string; users: string[] }

export type Stream = {
  state: 'in_progress' | 'completed'
  startedAt: number
  tasks: Json[]
  plan?: string
  /** What `blocks` chunks and the closing call added below the text. */
  blocks: Json[]
}

export type Message = {
  ts: string
  channel: string
  teamId: string
  user: string
  text: string
  blocks: Json[]
  attachments: Json[]
  files: string[]
  reactions: Reaction[]
  broadcast: boolean
  botId?: string
  username?: string
  icon?: string
  threadTs?: string
  subtype?: string
  edited?: { user: string; ts: string }
  metadata?: Json
  /** Set on an ephemeral message: the one person who sees it. */
  onlyFor?: string
  stream?: Stream
  clientId?: string
}

export type StoredFile = {
  id: string
  name: string
  title: string
  mimetype: string
  size: number
  user: string
  teamId: string
  created: number
  bytes: Buffer
  /** Ticketed, bytes received, shared by the closing call. */
  state: 'promised' | 'received' | 'complete'
  channels: string[]
  altText?: string
}

export type View = {
  id: string
  teamId: string
  user: string
  kind: 'modal' | 'home'
  body: Json
  blocks: Json[]
  hash: string
  rootId: string
  previousId: string | null
  externalId: string
  /** What the person has put in so far, by block and action. */
  values: Record<string, Record<string, Json>>
  /** What the app said was wrong, by block. */
  errors: Record<string, string>
}

export type TokenKind = 'bot' | 'user' | 'app'

export type Token = {
  value: string
  kind: TokenKind
  teamId: string
  userId: string
  botId?: string
  scopes: string[]
  state: 'good' | 'revoked' | 'uninstalled'
}

export type Installation = {
  teamId: string
  botUserId: string
  botId: string
  botToken: string
  active: boolean
}

export type Notice = { user: string; text: string; channel?: string; at: number }

export type ThreadState = {
  status?: string
  loadingMessages?: string[]
  title?: string
  prompts?: { title: string; message: string }[]
  session?: 'active' | 'processing' | 'suspended' | 'closed'
}
