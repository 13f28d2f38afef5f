// Everything that happens in the workspace, told once to whoever listens: deliveries, waiting people, the playground.
import type { Message } from './model.ts'

export type Change =
  | { kind: 'message'; how: 'posted' | 'changed' | 'deleted'; message: Message; before?: Message }
  | { kind: 'reaction'; how: 'added' | 'removed'; message: Message; user: string; name: string }
  | { kind: 'membership'; how: 'joined' | 'left'; channel: string; user: string; inviter?: string }
  | { kind: 'channel'; how: 'created' | 'archived' | 'unarchived'; channel: string }
  | { kind: 'person'; how: 'joined' | 'changed'; user: string }
  | { kind: 'file'; how: 'shared'; file: string; channel: string; user: string }
  | { kind: 'view'; user: string }
  | { kind: 'home'; user: string }
  | { kind: 'tab opened'; user: string; tab: 'home' | 'messages'; channel: string; teamId: string }
  | { kind: 'thread'; channel: string; threadTs: string }
  | { kind: 'stop pressed'; channel: string; threadTs: string; user: string; streams: string[] }
  | { kind: 'notice'; user: string; text: string }
  | { kind: 'app'; how: 'installed' | 'revoked' | 'uninstalled'; teamId: string; users?: string[]; bots?: string[] }

export type Told = Change & { seq: number }

export type Changes = {
  tell(change: Change): void
  /** Returns the way to stop listening. */
  listen(listener: (change: Told) => void): () => void
  /** The number of the last change. */
  last(): number
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Told) => void>()
  let seq = 0

  return {
    tell(change) {
      seq += 1
      for (const listener of [...listeners]) listener({ ...change, seq })
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    last: () => seq,
  }
}
