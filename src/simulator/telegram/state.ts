// Everything the simulated Telegram knows: bots, people, chats, what was said in them, files, open presses.
import type {
  BotCommand,
  Chat,
  Message,
  MessageEntity,
  ReactionType,
  ReplyKeyboardMarkup,
  User,
  UserFromGetMe,
} from '@grammyjs/types'
import type { Clock } from '../../ports/clock.ts'
import { createFaultSwitches, type FaultSwitches } from '../faults.ts'
import { type Changes, createChanges } from './changes.ts'
import type { Subscription } from './deliver/subscription.ts'
import { createFiles, type Files } from './files.ts'
import { createIds, type Ids } from './ids.ts'
import { createJournal, type Journal } from './journal.ts'
import { createLimits, type Limits } from './limits.ts'

export type Bot = {
  user: UserFromGetMe
  token: string
  /** Command menus by scope and language. */
  menus: Map<string, BotCommand[]>
  updates: Subscription
}

export type Standing = 'creator' | 'administrator' | 'member' | 'left' | 'kicked'

export type Topic = { id: number; name: string; color: number; isClosed: boolean }

export type Posted = {
  message: Message
  /** Grows with every message and edit anywhere, so that people can tell what is new to them. */
  sequence: number
  /** Only this person and the bot see it. */
  onlyFor?: number
  /** The message it stands in place of, for that person. */
  insteadOf?: number
  /** Reply buttons below the text field; the API never gives them back. */
  keyboard?: ReplyKeyboardMarkup
  reactions: Map<number, ReactionType[]>
}

export type Draft = {
  id: number
  thread?: number
  text: string
  entities: MessageEntity[]
  canStop: boolean
  until: number
}

export type Room = {
  key: string
  chat: Chat
  /** The bot whose private chat this is. */
  privateTo?: number
  members: Map<number, Standing>
  topics: Map<number, Topic>
  posts: Posted[]
  movedTo?: number
  draft?: Draft
  doing?: { action: string; until: number }
}

export type Press = {
  id: string
  bot: number
  user: number
  room: string
  message: number
  at: number
  answer?: { text: string; isAlert: boolean; url?: string }
}

/** What a call may meet. `down` without a status cuts the connection before anything happens. */
export type CallFault =
  | { kind: 'slow'; ms: number }
  | { kind: 'down'; status?: number }
  | { kind: 'lost answer' }
  | { kind: 'too many'; retryAfter: number }

/** What an update may meet on its way: sent twice, or only after the next one. */
export type UpdateFault = 'twice' | 'late'

export type State = {
  clock: Clock
  ids: Ids
  changes: Changes
  journal: Journal
  limits: Limits
  files: Files
  callFaults: FaultSwitches<CallFault>
  updateFaults: FaultSwitches<UpdateFault>
  bots: Map<number, Bot>
  users: Map<number, User>
  rooms: Map<string, Room>
  /** Groups and channels by the name the test gave them. */
  places: Map<string, string>
  presses: Map<string, Press>
  sequence: number
}

export function createState(clock: Clock, hasLimits: boolean): State {
  const changes = createChanges()
  const ids = createIds(clock.now())
  return {
    clock,
    ids,
    changes,
    journal: createJournal(changes),
    limits: createLimits(clock, hasLimits),
    files: createFiles(ids),
    callFaults: createFaultSwitches<CallFault>(),
    updateFaults: createFaultSwitches<UpdateFault>(),
    bots: new Map(),
    users: new Map(),
    rooms: new Map(),
    places: new Map(),
    presses: new Map(),
    sequence: 0,
  }
}

/** Unix time, as the Bot API counts it. */
export function seconds(state: State): number {
  return Math.floor(state.clock.now() / 1000)
}

export function roomKey(chatId: number, bot: number): string {
  return chatId > 0 ? `${bot}/${chatId}` : `${chatId}`
}

export function isIn(standing: Standing | undefined): boolean {
  return standing !== undefined && standing !== 'left' && standing !== 'kicked'
}

export function isAdmin(standing: Standing | undefined): boolean {
  return standing === 'administrator' || standing === 'creator'
}

export function userOf(state: State, id: number): User | undefined {
  return state.users.get(id) ?? (state.bots.has(id) ? botAsUser(state, id) : undefined)
}

function botAsUser(state: State, id: number): User | undefined {
  const bot = state.bots.get(id)?.user
  return bot && { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username }
}
