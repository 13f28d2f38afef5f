// Telegram in a process: a Bot API server over real HTTP, with the people, chats and troubles a bot meets.
import type { User } from '@grammyjs/types'
import type { Clock } from '../../ports/clock.ts'
import { systemClock } from '../../ports/system-clock.ts'
import type { FaultSwitches } from '../faults.ts'
import { usualPatienceMs } from '../patience.ts'
import { addBot, type BotOptions } from './bots.ts'
import type { Change } from './changes.ts'
import { createDoor } from './http/create-door.ts'
import { stableId } from './ids.ts'
import type { Journal } from './journal.ts'
import type { Limits } from './limits.ts'
import { createPerson, type Person } from './people.ts'
import { type BotHandle, createPlace, type OpenOptions, type Place, toHandle } from './places.ts'
import { type SeenChat, seenChats } from './see.ts'
import { type CallFault, createState, type State, type UpdateFault } from './state.ts'

export type TelegramOptions = {
  /** The machine's clock unless a test gives one to move by hand. */
  clock?: Clock
  /** Sending limits; on, as at Telegram. */
  hasLimits?: boolean
  bot?: BotOptions
}

export type PersonOptions = { username?: string; lastName?: string; language?: string }

export type TelegramServer = {
  /** What TELEGRAM_API_ROOT points to. */
  apiRoot: string
  bot: BotHandle
  addBot(options: BotOptions): BotHandle
  /** The person of that name; the same one each time. */
  person(name: string, options?: PersonOptions): Person
  people(): Person[]
  group(name: string, options?: OpenOptions): Place
  supergroup(name: string, options?: OpenOptions): Place
  channel(name: string, options?: OpenOptions): Place
  /** What happens to calls, by the name of the method. */
  faults: FaultSwitches<CallFault>
  /** What happens to updates, by their kind. */
  updateFaults: FaultSwitches<UpdateFault>
  limits: Limits
  journal: Journal
  /** Calls back after each change; returns the way to stop. */
  observe(listener: (change: Change) => void): () => void
  /** Resolves when `look` gives something; it looks after each change. */
  until<T>(look: () => T | undefined | false, withinMs?: number): Promise<T>
  /** All chats as that person sees them. */
  snapshot(name: string): SeenChat[]
  fileBytes(fileId: string): Buffer | undefined
  close(): Promise<void>
}

export async function createTelegramServer(options: TelegramOptions = {}): Promise<TelegramServer> {
  const { clock = systemClock, hasLimits = true } = options
  const state = createState(clock, hasLimits)
  const bot = toHandle(addBot(state, options.bot))
  const door = await createDoor(state)
  const crowd = createCrowd(state)
  const open =
    (type: 'group' | 'supergroup' | 'channel') =>
    (name: string, more: OpenOptions = {}) =>
      createPlace(state, name, type, (more.people?.[0] ?? crowd.person('Olivia')).user, more)

  return {
    apiRoot: door.url,
    bot,
    addBot: (more) => toHandle(addBot(state, more)),
    ...crowd,
    group: open('group'),
    supergroup: open('supergroup'),
    channel: open('channel'),
    faults: state.callFaults,
    updateFaults: state.updateFaults,
    limits: state.limits,
    journal: state.journal,
    observe: state.changes.subscribe,
    until: (look, withinMs = usualPatienceMs) =>
      state.changes.until(look, withinMs, () => `What was waited for did not happen within ${withinMs} ms.`),
    snapshot: (name) => seenChats(state, crowd.person(name).user.id),
    fileBytes: (fileId) => state.files.find(fileId)?.bytes,
    async close() {
      for (const { updates } of state.bots.values()) updates.close()
      await door.close()
    },
  }
}

function createCrowd(state: State) {
  const people = new Map<string, Person>()
  return {
    person(name: string, options: PersonOptions = {}): Person {
      const known = people.get(name.toLowerCase())
      if (known) return known
      const user = toUser(state, name, options)
      state.users.set(user.id, user)
      const person = createPerson(state, user)
      people.set(name.toLowerCase(), person)
      return person
    },
    people: () => [...people.values()],
  }
}

function toUser(state: State, name: string, { username, lastName, language = 'en' }: PersonOptions): User {
  const id = stableId(`person ${name.toLowerCase()}`, (taken) => state.users.has(taken) || state.bots.has(taken))
  return {
    id,
    is_bot: false,
    first_name: name.charAt(0).toUpperCase() + name.slice(1),
    ...(lastName ? { last_name: lastName } : {}),
    username: username ?? name.toLowerCase().replace(/\W/g, '_'),
    language_code: language,
  }
}
