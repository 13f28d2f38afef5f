// What a person sees, and how to wait for it without sleeping.
import type { BotCommand } from '@grammyjs/types'
import { usualPatienceMs } from '../patience.ts'
import { menuFor } from './menus.ts'
import type { Self } from './people.ts'
import { type SeenChat, type SeenMessage, seenChat, seenMessages } from './see.ts'
import { describe, roomFor, topicFor, type Where } from './where.ts'

type Wanted = RegExp | string | ((message: SeenMessage) => boolean)

export type Sight = {
  sees(where?: Where): SeenMessage[]
  /** The whole chat: topics, menu, a draft that grows. */
  looksAt(where?: Where): SeenChat
  menu(where?: Where): BotCommand[]
  /** The first message of somebody else that is new or changed since they last did something there. */
  waitsFor(wanted: Wanted, where?: Where & { withinMs?: number }): Promise<SeenMessage>
}

export function createSight(self: Self): Sight {
  const { state, user } = self

  function sees(where: Where = {}): SeenMessage[] {
    const room = roomFor(state, user, where)
    const topic = topicFor(room, where)
    return seenMessages(state, room, user.id).filter((message) => topic === undefined || message.topic === topic)
  }

  function news(wanted: Wanted, where: Where): SeenMessage | undefined {
    const since = self.newSince(roomFor(state, user, where))
    return sees(where).find(
      (message) => message.sequence > since && message.from.id !== user.id && matches(message, wanted),
    )
  }

  return {
    sees,
    looksAt: (where = {}) => seenChat(state, roomFor(state, user, where), user.id),
    menu: (where = {}) => menuFor(state, roomFor(state, user, where), user.id),
    waitsFor(wanted, { withinMs = usualPatienceMs, ...where } = {}) {
      return state.changes.until(
        () => news(wanted, where),
        withinMs,
        () => {
          const texts = sees(where).map(({ text }) => text)
          const seen = texts.join(' | ') || 'nothing'
          return `${user.first_name} waited ${withinMs} ms in ${describe(where)} for ${wanted} and saw: ${seen}`
        },
      )
    },
  }
}

function matches(message: SeenMessage, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(message)
  return typeof wanted === 'string' ? message.text.includes(wanted) : wanted.test(message.text)
}
