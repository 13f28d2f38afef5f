// Slack takes about one message a second in one channel, whatever the thread: whoever comes early is told when to come back.
import type { Clock } from '../../src/ports/clock.ts'

export type ChannelPace = {
  /** 0 when this send may go now; else how long until its turn, which is kept for it. */
  claim(channel: string, key: string): number
  /** Slack said not before then. */
  hold(channel: string, ms: number): void
}

type Room = { nextFree: number; kept: Map<string, number> }

export function createChannelPace(clock: Clock, { count, perMs }: { count: number; perMs: number }): ChannelPace {
  const rooms = new Map<string, Room>()
  const each = perMs / count
  const burst = perMs - each

  function roomOf(channel: string): Room {
    const room = rooms.get(channel) ?? { nextFree: 0, kept: new Map() }
    rooms.set(channel, room)
    if (rooms.size > 10_000) forgetQuiet(rooms, clock.now())
    return room
  }

  return {
    claim(channel, key) {
      const now = clock.now()
      const room = roomOf(channel)
      const turn = room.kept.get(key) ?? takeTurn(room, now)
      if (turn <= now) {
        room.kept.delete(key)
        return 0
      }
      room.kept.set(key, turn)
      return Math.ceil(turn - now)
    },
    hold(channel, ms) {
      const room = roomOf(channel)
      const until = clock.now() + ms
      // Whoever waits keeps the distance to the others: all at once would only be refused again.
      const shift = Math.max(0, until - Math.min(until, ...room.kept.values()))
      for (const [key, turn] of room.kept) room.kept.set(key, turn + shift)
      room.nextFree = Math.max(room.nextFree + shift, until + burst)
    },
  }

  function takeTurn(room: Room, now: number): number {
    const turn = Math.max(now, room.nextFree - burst)
    room.nextFree = Math.max(now, room.nextFree) + each
    return turn
  }
}

function forgetQuiet(rooms: Map<string, Room>, now: number): void {
  for (const [channel, room] of rooms) if (room.nextFree < now && room.kept.size === 0) rooms.delete(channel)
}
