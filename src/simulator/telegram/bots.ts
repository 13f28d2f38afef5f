// Bots: what BotFather would have set, a token new at each start, and the way their webhook answers are carried out.
import type { UserFromGetMe } from '@grammyjs/types'
import type { WebhookAnswer } from './deliver/post-update.ts'
import { createSubscription } from './deliver/subscription.ts'
import { readArguments } from './http/read-call.ts'
import { faultsOf, runCall } from './http/run-call.ts'
import { newToken, stableId } from './ids.ts'
import type { Bot, State } from './state.ts'

export type BotOptions = {
  /** Ends in `bot`, as Telegram wants it. */
  username?: string
  name?: string
  /** In groups it only reads what is meant for it; on, as with BotFather. */
  privacy?: boolean
  /** Private chats with it have topics. */
  topics?: boolean
}

export function addBot(state: State, options: BotOptions = {}): Bot {
  const { username = 'bellhop_bot', name = 'Bellhop', privacy = true, topics = false } = options
  const id = stableId(`bot ${username}`, (taken) => state.bots.has(taken) || state.users.has(taken))
  const user: UserFromGetMe = {
    id,
    is_bot: true,
    first_name: name,
    username,
    can_join_groups: true,
    can_read_all_group_messages: !privacy,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: topics,
    allows_users_to_create_topics: topics,
    can_manage_bots: false,
    supports_join_request_queries: false,
  }
  const updates = createSubscription(state, username, (answer) => void carryOut(state, bot, answer))
  const bot: Bot = { user, token: newToken(id), menus: new Map(), updates }
  state.bots.set(id, bot)
  return bot
}

/** A call in the body of a webhook answer is carried out; its own answer goes nowhere. */
async function carryOut(state: State, bot: Bot, answer: WebhookAnswer): Promise<void> {
  const read = tryToRead(answer)
  const { method, ...args } = read?.args ?? {}
  if (!read || typeof method !== 'string' || /^(deletewebhook|setwebhook|close|logout|get.*)$/i.test(method)) return
  const call = { state, bot, args, uploads: read.uploads, signal: new AbortController().signal }
  await runCall(call, method, faultsOf(state, method), true)
}

function tryToRead({ contentType, body }: WebhookAnswer) {
  try {
    return readArguments(new URLSearchParams(), contentType, Buffer.from(body))
  } catch {
    return undefined
  }
}
