// conversations.history and conversations.replies: what was said, newest first there, oldest first here.
import type { Json, Message } from '../model.ts'
import { showMessage } from '../show-message.ts'
import { findMessage, messagesOf, repliesOf } from '../state.ts'
import { type Args, type Call, type Method, refuse } from './method.ts'
import { pageOf } from './pages.ts'
import { findReadable, scopeByKind } from './places.ts'

export const history: Record<string, Method> = {
  'conversations.history': { tier: 3, scopes: scopeByKind('history'), run: channelHistory },
  'conversations.replies': { tier: 3, scopes: scopeByKind('history'), run: replies },
}

function channelHistory(call: Call): Json {
  const { args, world } = call
  const channel = findReadable(call, args.need('channel'))
  const all = messagesOf(world.state, channel.id)
    .filter((message) => message.onlyFor === undefined && (message.threadTs === undefined || message.broadcast))
    .filter(withinAsked(args))
    .reverse()
  return answerWith(call, all, { pin_count: 0 })
}

function replies(call: Call): Json {
  const { args, world } = call
  const channel = findReadable(call, args.need('channel'))
  const asked = findMessage(world.state, channel.id, args.need('ts')) ?? refuse('thread_not_found')
  const root = asked.threadTs ? (findMessage(world.state, channel.id, asked.threadTs) ?? asked) : asked
  const all = repliesOf(world.state, channel.id, root.ts).filter(withinAsked(args))
  return answerWith(call, [root, ...all], {})
}

function answerWith(call: Call, all: Message[], more: Json): Json {
  const { args, world } = call
  const page = pageOf(all, args, 100, 999)
  const withMetadata = args.flag('include_all_metadata')
  const hasMore = page.metadata.response_metadata.next_cursor !== ''
  return {
    messages: page.items.map((message) => showMessage(world, message, { withMetadata })),
    has_more: hasMore,
    ...more,
    ...(hasMore ? page.metadata : {}),
  }
}

function withinAsked(args: Args): (message: Message) => boolean {
  const oldest = args.text('oldest') ?? '0'
  const latest = args.text('latest')
  const inclusive = args.flag('inclusive')
  return ({ ts }) => {
    const isAfter = Number(ts) > Number(oldest) || (inclusive && ts === oldest)
    const isBefore = latest === undefined || Number(ts) < Number(latest) || (inclusive && ts === latest)
    return isAfter && isBefore
  }
}
