// What a person says, edits, deletes, reacts to, uploads and types as a command.
import { BellhopError } from '../../../domain/errors.ts'
import type { Answered, Interactions } from '../deliver/interactions.ts'
import { note } from '../deliver/interactions.ts'
import { mimetypeOf } from '../file-routes.ts'
import { secret } from '../ids.ts'
import { edit, post, react, remove, unreact } from '../messages.ts'
import type { Channel, Message, User } from '../model.ts'
import { findMessage } from '../state.ts'
import type { World } from '../world.ts'
import { enter, findPlaceOf, rootOf, type Where } from './places.ts'
import { type SeenMessage, seeMessage } from './seen.ts'
import { write } from './write.ts'

export type NewFile = { name: string; content: string | Uint8Array; title?: string }

export type Saying = Where & { files?: NewFile[]; broadcast?: boolean }

export function say(world: World, user: User, typed: string, where: Saying): SeenMessage {
  const channel = enter(world, user, where.in)
  const threadTs = rootOf(where.thread)
  if (threadTs && !findMessage(world.state, channel.id, threadTs)) {
    throw new BellhopError('not_found', `There is no such thread in ${where.in}.`)
  }
  const files = (where.files ?? []).map((file) => upload(world, user, channel, file))
  const message = post(world, {
    ...write(world, user, typed),
    channel: channel.id,
    teamId: user.teamId,
    user: user.id,
    botId: user.botId,
    threadTs,
    broadcast: where.broadcast,
    files,
    subtype: files.length > 0 ? 'file_share' : undefined,
    clientId: secret(8),
  })
  for (const file of files)
    world.changes.tell({ kind: 'file', how: 'shared', file, channel: channel.id, user: user.id })
  return seeMessage(world, message)
}

function upload(world: World, user: User, channel: Channel, file: NewFile): string {
  const bytes = Buffer.from(file.content)
  const id = world.ids.next('F')
  world.state.files.set(id, {
    id,
    name: file.name,
    title: file.title ?? file.name,
    mimetype: mimetypeOf(file.name),
    size: bytes.length,
    user: user.id,
    teamId: user.teamId,
    created: Math.floor(world.clock.now() / 1000),
    bytes,
    state: 'complete',
    channels: [channel.id],
  })
  return id
}

export function editOwn(world: World, user: User, seen: SeenMessage, typed: string): SeenMessage {
  return seeMessage(world, edit(world, ownMessage(world, user, seen), write(world, user, typed), user.id))
}

export function deleteOwn(world: World, user: User, seen: SeenMessage): void {
  remove(world, ownMessage(world, user, seen))
}

function ownMessage(world: World, user: User, seen: SeenMessage): Message {
  const message = knownMessage(world, seen)
  if (message.user === user.id) return message
  throw new BellhopError('forbidden', `${user.name} can change only messages of their own.`)
}

export function knownMessage(world: World, seen: SeenMessage): Message {
  const message = findMessage(world.state, seen.channel, seen.ts)
  if (message) return message
  throw new BellhopError('not_found', 'That message is no longer there.')
}

export function reactTo(world: World, user: User, seen: SeenMessage, name: string, isOn: boolean): void {
  const message = knownMessage(world, seen)
  if (isOn) react(world, message, user.id, name)
  else unreact(world, message, user.id, name)
}

/** Slack knows the command or says so; commands work in no thread. */
export async function type(
  world: World,
  interactions: Interactions,
  user: User,
  line: string,
  where: { in: string },
): Promise<Answered> {
  const channel = findPlaceOf(world, user, where.in)
  const [command = '', ...rest] = line.trim().split(' ')
  if (!world.app.commands.has(command) || !mayTakeCommands(world, user)) {
    note(world, user, `${command} is not a valid command.`, channel.id)
    return { outcome: 'failed', why: 'not a valid command' }
  }
  return interactions.command(user, channel, command, rest.join(' ').trim())
}

function mayTakeCommands(world: World, user: User): boolean {
  const installation = world.state.installations.get(user.teamId)
  const scopes = world.state.tokens.get(installation?.botToken ?? '')?.scopes ?? []
  return installation?.active === true && scopes.includes('commands')
}
