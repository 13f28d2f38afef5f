// reactions.*
import { react, unreact } from '../messages.ts'
import type { Channel, Json, Message } from '../model.ts'
import { showMessage } from '../show-message.ts'
import { type Call, type Method, refuse } from './method.ts'
import { findReadable, needMessage } from './places.ts'

export const reactions: Record<string, Method> = {
  'reactions.add': { tier: 3, scopes: ['reactions:write'], run: add },
  'reactions.remove': { tier: 2, scopes: ['reactions:write'], run: remove },
  'reactions.get': { tier: 3, scopes: ['reactions:read'], run: get },
}

function findItem(call: Call): { channel: Channel; message: Message } {
  const channel = findReadable(call, call.args.text('channel') ?? refuse('no_item_specified'))
  const message = needMessage(call, channel, call.args.text('timestamp') ?? refuse('no_item_specified'))
  return { channel, message }
}

function nameOf(call: Call): string {
  const name = call.args.text('name')?.replace(/^:|:$/g, '')
  return name && /^[a-z0-9_'+-]+(::skin-tone-[2-6])?$/.test(name) ? name : refuse('invalid_name')
}

function add(call: Call): Json {
  const { message } = findItem(call)
  if (react(call.world, message, call.user.id, nameOf(call)) === 'already') return refuse('already_reacted')
  return {}
}

function remove(call: Call): Json {
  const { message } = findItem(call)
  if (unreact(call.world, message, call.user.id, nameOf(call)) === 'none') return refuse('no_reaction')
  return {}
}

function get(call: Call): Json {
  const { channel, message } = findItem(call)
  return { type: 'message', channel: channel.id, message: showMessage(call.world, message) }
}
