// chat.scheduleMessage: says it later, when the clock is there.
import { type Draft, post } from '../messages.ts'
import type { Json } from '../model.ts'
import { needSomething, readContent } from './content.ts'
import { type Call, type Method, refuse } from './method.ts'
import { findPostable, findRoot } from './places.ts'

const scopes = ['chat:write']
const furthestMs = 120 * 24 * 3_600_000

export const scheduled: Record<string, Method> = {
  'chat.scheduleMessage': { tier: 3, scopes, run: scheduleMessage },
  'chat.deleteScheduledMessage': { tier: 3, scopes, run: deleteScheduledMessage },
}

function scheduleMessage(call: Call): Json {
  const { args, world } = call
  const channel = findPostable(call, args.need('channel'))
  const postAt = Number(args.need('post_at'))
  const inMs = postAt * 1000 - world.clock.now()
  if (!(inMs > 0)) return refuse('time_in_past')
  if (inMs > furthestMs) return refuse('time_too_far')
  const content = readContent(args, 40_000)
  needSomething(content)
  const threadTs = args.text('thread_ts')
  if (threadTs !== undefined) findRoot(call, channel, threadTs)
  const id = postIn(call, inMs, { ...content, channel: channel.id, threadTs })
  return { channel: channel.id, scheduled_message_id: id, post_at: String(postAt), message: { text: content.text } }
}

function postIn(call: Call, ms: number, what: Omit<Draft, 'teamId' | 'user' | 'botId'>): string {
  const { world, token, user } = call
  const id = world.ids.next('Q')
  const cancel = new AbortController()
  const stopped = AbortSignal.any([cancel.signal, world.stopping.signal])
  world.scheduled.set(id, cancel)
  world.clock.wait(ms, stopped).then(() => {
    world.scheduled.delete(id)
    if (!stopped.aborted) post(world, { ...what, teamId: token.teamId, user: user.id, botId: token.botId })
  })
  return id
}

function deleteScheduledMessage(call: Call): Json {
  const cancel = call.world.scheduled.get(call.args.need('scheduled_message_id'))
  if (!cancel) return refuse('invalid_scheduled_message_id')
  cancel.abort()
  return {}
}
