// A press on a button below a message, and the answer the person gets to it.
import type { User } from '@grammyjs/types'
import { usualPatienceMs } from '../patience.ts'
import { tellOfPress } from './deliver/tell-bots.ts'
import { newSecret } from './ids.ts'
import { type Posted, type Press, type Room, type State, userOf } from './state.ts'

export type PressAnswer = { text: string; isAlert: boolean; url?: string }

export type Pressed = {
  id: string
  /** Resolves when the bot answers the press. */
  answered(withinMs?: number): Promise<PressAnswer>
}

export function pressButton(state: State, room: Room, posted: Posted, person: User, data: string): Pressed {
  const { message } = posted
  const bot = state.bots.get(message.from?.id ?? room.privateTo ?? 0) ?? botOfChannel(state, room)
  if (!bot) throw new Error('No bot wrote that message.')
  const press: Press = {
    id: `${state.ids.next('presses')}${newSecret(6).replace(/\D/g, '')}`,
    bot: bot.user.id,
    user: person.id,
    room: room.key,
    message: message.message_id,
    at: state.clock.now(),
  }
  state.presses.set(press.id, press)
  tellOfPress(bot, { id: press.id, from: userOf(state, person.id) ?? person, message, chat_instance: room.key, data })
  state.changes.emit({ kind: 'press', query: press.id })
  return {
    id: press.id,
    answered: (withinMs = usualPatienceMs) =>
      state.changes.until(
        () => press.answer,
        withinMs,
        () => `The bot did not answer the press within ${withinMs} ms.`,
      ),
  }
}

function botOfChannel(state: State, room: Room) {
  return room.chat.type === 'channel' ? [...state.bots.values()][0] : undefined
}
