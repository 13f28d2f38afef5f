// Who may get a message in a group that nobody else sees.
import type { Content, PostOptions } from '../messages.ts'
import { findEphemeral } from '../messages.ts'
import { isAdmin, isIn, type Room, userOf } from '../state.ts'
import { type Call, objectOf } from './call.ts'
import { badRequest } from './refuse.ts'
import type { Reply } from './rooms.ts'

type Addressee = { content: Content; options: Pick<PostOptions, 'onlyFor' | 'insteadOf'> }

/** An answer to a press or to an ephemeral command is allowed so long. */
const answerWithinMs = 15_000

export function addressee(call: Call, room: Room, reply: Reply): Addressee | undefined {
  const parameters = objectOf(call, 'ephemeral_message_parameters', 'ephemeral message parameters')
  if (!parameters) {
    if (reply.ephemeral !== undefined) badRequest('message to be replied not found')
    return undefined
  }
  const user = userOf(call.state, Number(parameters.receiver_user_id))
  if (room.chat.type !== 'group' && room.chat.type !== 'supergroup')
    badRequest('ephemeral messages can be sent only to groups')
  if (!user || user.is_bot || !isIn(room.members.get(user.id))) badRequest('USER_NOT_PARTICIPANT')
  const press = call.state.presses.get(String(parameters.callback_query_id ?? ''))
  const isAllowed =
    isAdmin(room.members.get(call.bot.user.id)) ||
    isRecentPress(call, user.id, press) ||
    isRecentCommand(call, room, user.id, reply)
  if (!isAllowed) badRequest('MESSAGE_NOT_COMMAND')
  const id = call.state.ids.next(`ephemeral messages of ${room.key}`)
  const replaced = parameters.replace_callback_query_message === true ? press?.message : undefined
  return {
    content: { receiver_user: user, ephemeral_message_id: id },
    options: { onlyFor: user.id, ...(replaced === undefined ? {} : { insteadOf: replaced }) },
  }
}

function isRecentPress(call: Call, user: number, press: { user: number; at: number } | undefined): boolean {
  return press?.user === user && call.state.clock.now() - press.at <= answerWithinMs
}

function isRecentCommand(call: Call, room: Room, user: number, reply: Reply): boolean {
  if (reply.ephemeral === undefined) return false
  const command = findEphemeral(room, reply.ephemeral)?.message ?? badRequest('message to be replied not found')
  return command.from?.id === user && call.state.clock.now() - command.date * 1000 <= answerWithinMs
}
