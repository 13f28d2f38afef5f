// Where a person means: `#ops`, `@Bellhop` for a direct message, or an id.
import { BellhopError } from '../../../domain/errors.ts'
import type { Channel, User } from '../model.ts'
import { join, openConversation } from '../residents.ts'
import { canSee, findChannelByName, findUserByName } from '../state.ts'
import type { World } from '../world.ts'

export type Thread = string | { ts: string; threadTs?: string }

export type Where = { in: string; thread?: Thread }

export function findPlaceOf(world: World, user: User, place: string): Channel {
  const channel = place.startsWith('@') ? direct(world, user, place.slice(1)) : named(world, user, place)
  if (!channel || !canSee(channel, user)) {
    throw new BellhopError('not_found', `${user.name} finds no ${place} in this workspace.`)
  }
  return channel
}

/** Going in where one may: a full member joins a public channel by speaking there. */
export function enter(world: World, user: User, place: string): Channel {
  const channel = findPlaceOf(world, user, place)
  if (channel.archived) throw new BellhopError('forbidden', `${place} is archived; nobody can write there.`)
  if (!channel.members.has(user.id)) join(world, channel, user.id)
  return channel
}

/** The root of the thread that is meant, whichever of its messages was named. */
export function rootOf(thread: Thread | undefined): string | undefined {
  if (thread === undefined || typeof thread === 'string') return thread
  return thread.threadTs ?? thread.ts
}

function named(world: World, user: User, place: string): Channel | undefined {
  return world.state.channels.get(place) ?? findChannelByName(world.state, place.replace(/^#/, ''), user.teamId)
}

function direct(world: World, user: User, name: string): Channel | undefined {
  const other = findUserByName(world.state, name, user.teamId) ?? findUserByName(world.state, name)
  if (!other) return undefined
  const teamId = other.isBot ? other.teamId : user.teamId
  return openConversation(world, teamId, [user.id, other.id]).channel
}
