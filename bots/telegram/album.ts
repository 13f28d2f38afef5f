// The pictures of an album come as messages of their own. Together they are one step: the last one carries them all.
import type { Message } from 'grammy/types'
import type { IncomingFile } from '../../src/domain/incoming.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Memory } from './memory.ts'
import type { Words } from './read-words.ts'

export type Part = { message: number; words: Words; files: IncomingFile[] }

export type Albums = {
  /** A part was stored; remembered without waiting. */
  seen(message: Message): void
  /** The whole step with its last part, nothing with the others. */
  gather(message: Message, part: Part, receivedAt: number): Promise<Part | undefined>
}

type Kept = { parts: Part[]; handedBy?: number }

/** After so long without another part the album is complete. */
const quietMs = 700

export function createAlbums(memory: Memory, clock: Clock): Albums {
  let noted: Promise<unknown> = Promise.resolve()

  async function read(name: string): Promise<Kept> {
    return JSON.parse((await memory.find(name)) ?? '{"parts":[]}')
  }

  return {
    seen(message) {
      noted = noted
        .then(() => memory.save(`${nameOf(message)}:last`, String(message.message_id)))
        .catch(() => undefined)
    },
    async gather(message, part, receivedAt) {
      await clock.wait(Math.max(0, receivedAt + quietMs - clock.now()))
      const name = nameOf(message)
      const { parts, handedBy } = await read(name)
      if (handedBy !== undefined && handedBy !== part.message) return late(part)
      const all = [...parts.filter((other) => other.message !== part.message), part]
      const isLast = Number((await memory.find(`${name}:last`)) ?? 0) <= part.message
      await memory.save(name, JSON.stringify({ parts: all, ...(isLast ? { handedBy: part.message } : {}) }))
      return isLast ? joined(all) : undefined
    },
  }
}

function nameOf({ chat, media_group_id }: Message): string {
  return `album:${chat.id}:${media_group_id}`
}

/** The rest is answered already: without words of its own it is no new step. */
function late(part: Part): Part {
  return part.words.text === '' ? { ...part, words: { ...part.words, isAddressed: false } } : part
}

function joined(parts: Part[]): Part {
  const speaking = parts.filter(({ words }) => words.text !== '')
  const command = speaking.find(({ words }) => words.command)?.words.command
  return {
    message: (speaking[0] ?? parts[0])?.message ?? 0,
    words: {
      text: speaking.map(({ words }) => words.text).join('\n'),
      isAddressed: parts.some(({ words }) => words.isAddressed),
      ...(command ? { command } : {}),
    },
    files: parts.flatMap(({ files }) => files),
  }
}
