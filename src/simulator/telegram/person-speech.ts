// What a person writes: text, files, edits, and what they take back.
import { findPosted, removeMessage, reviseMessage } from './messages.ts'
import { plainText } from './parse-entities/format-text.ts'
import type { Self } from './people.ts'
import { idOf, type SeenMessage } from './see.ts'
import type { Posted, Room } from './state.ts'
import { topicFor, type Where } from './where.ts'
import { type Envelope, type Outgoing, writeFiles, writeText } from './write-as-person.ts'

type Speaking = Where & { replyTo?: SeenMessage | number }

export type Speech = {
  says(text: string, where?: Speaking): Promise<SeenMessage>
  sends(what: Outgoing, where?: Speaking): Promise<SeenMessage[]>
  edits(message: SeenMessage | number, text: string, where?: Where): Promise<SeenMessage>
  deletes(message: SeenMessage | number, where?: Where): Promise<void>
}

export function createSpeech(self: Self): Speech {
  const { state, user } = self
  return {
    async says(text, where = {}) {
      const room = self.acting(where)
      return self.written(room, writeText(state, room, user, text, envelope(room, where)))
    },
    async sends(what, where = {}) {
      const room = self.acting(where)
      const messages = writeFiles(state, room, user, what, envelope(room, where))
      return messages.map((message) => self.written(room, message))
    },
    async edits(message, text, where = {}) {
      const room = self.acting(where)
      return self.written(room, reviseMessage(state, room, own(self, room, message), plainEdit(text)))
    },
    async deletes(message, where = {}) {
      const room = self.acting(where)
      removeMessage(state, room, own(self, room, message))
    },
  }
}

function plainEdit(text: string) {
  const { text: words, entities } = plainText(text)
  return { text: words, entities: entities.length > 0 ? entities : undefined }
}

function envelope(room: Room, where: Speaking): Envelope {
  const replyTo = where.replyTo === undefined ? undefined : idOf(where.replyTo)
  return { topic: topicFor(room, where), replyTo }
}

function own({ user }: Self, room: Room, message: SeenMessage | number): Posted {
  const posted = findPosted(room, idOf(message))
  if (posted?.message.from?.id !== user.id)
    throw new Error(`${user.first_name} did not write message ${idOf(message)}.`)
  return posted
}
