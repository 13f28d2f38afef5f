// An update becomes what the router understands. Channel posts, service messages and whatever else nobody asked for become nothing.
import type { Context } from 'grammy'
import type { Chat, Message, User } from 'grammy/types'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import type { AccountKey } from '../../src/domain/person.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { type Albums, createAlbums } from './album.ts'
import type { Aliases } from './aliases.ts'
import type { Call } from './call.ts'
import { createForms, type Forms } from './forms.ts'
import type { Memory } from './memory.ts'
import { type Address, placeOf, workspaceOf } from './place.ts'
import { readMembership } from './read-membership.ts'
import { readMessage } from './read-message.ts'
import { readPress } from './read-press.ts'
import { readReaction } from './read-reaction.ts'
import { readStop } from './read-stop.ts'
import type { Listener } from './read-words.ts'

export type Asked = { chat: string; account: AccountKey; isPrivate: boolean }

/** What the readers of single kinds share. */
export type Desk = {
  memory: Memory
  aliases: Aliases
  albums: Albums
  forms: Forms
  isCommand: Listener['isCommand']
  /** Everything about an event but what it says. */
  frame(arrival: StoredArrival, from: User, at: Spot): Promise<Frame>
}

export type Spot = { chat: Chat; address: Address; seconds: number }

export type Frame = Omit<Incoming, 'kind' | 'text' | 'isAddressed'>

export type Read =
  | { kind: 'incoming'; incoming: Incoming }
  /** The next question of a form, or that a button is too old: said at once, as views are opened elsewhere. */
  | { kind: 'ask'; call: Call }
  | { kind: 'nothing' }

export type Reader = {
  read(ctx: Context, arrival: StoredArrival): Promise<Read>
  /** A part of an album was stored. */
  seen(message: Message): void
}

type Options = {
  bot: number
  memory: Memory
  aliases: Aliases
  clock: Clock
  isCommand(name: string): boolean
  /** Whether people may act as more than strangers there. */
  isAdmitted(asked: Asked): Promise<boolean>
}

export function createReader(options: Options): Reader {
  const { bot, memory, aliases, clock, isCommand, isAdmitted } = options
  const albums = createAlbums(memory, clock)
  const desk: Desk = { memory, aliases, albums, forms: createForms(memory), isCommand, frame }

  async function frame(arrival: StoredArrival, from: User, { chat, address, seconds }: Spot): Promise<Frame> {
    const isPrivate = chat.type === 'private'
    const name = await aliases.nameOf(chat.id)
    const account = `telegram:${from.id}`
    const conversation = placeOf(bot, name, address.topic, address.asker)
    const workspace = workspaceOf(bot)
    return {
      id: arrival.key,
      platform: 'telegram',
      workspace,
      org: null,
      conversation,
      isShared: !isPrivate,
      sender: {
        account,
        name: [from.first_name, from.last_name].filter(Boolean).join(' '),
        isBot: from.is_bot,
        isStranger: !(await isAdmitted({ chat: String(name), account, isPrivate })),
        ...(from.language_code ? { locale: from.language_code } : {}),
      },
      files: [],
      at: seconds * 1000,
      replyTo: { platform: 'telegram', workspace, conversation, address: { ...address, at: arrival.receivedAt } },
    }
  }

  return {
    seen: (message) => albums.seen(message),
    async read(ctx, arrival) {
      if (ctx.callbackQuery) return readPress(desk, ctx.callbackQuery, arrival)
      if (ctx.stoppedMessageGeneration) return readStop(desk, ctx.stoppedMessageGeneration, arrival)
      if (ctx.myChatMember) return readMembership(desk, ctx.myChatMember, arrival)
      if (ctx.messageReaction) return readReaction(desk, ctx.messageReaction, arrival)
      if (ctx.message) return readMessage(desk, ctx.message, ctx.me, arrival)
      if (ctx.editedMessage) return readMessage(desk, ctx.editedMessage, ctx.me, arrival, 'edited')
      return { kind: 'nothing' }
    },
  }
}
