// How one bot receives updates: it polls, or it has a webhook, and it says which kinds it wants.
import type { Update, WebhookInfo } from '@grammyjs/types'
import { badRequest, refuse } from '../api/refuse.ts'
import type { State } from '../state.ts'
import { createPolling, type PollOptions } from './polling.ts'
import { createPostUpdate, isOnThisMachine, type WebhookAnswer } from './post-update.ts'
import { createUpdateQueue, type Pending, type UpdateQueue, type UpdateType } from './update-queue.ts'
import { createWebhook, type Webhook, type WebhookSettings } from './webhook.ts'

export type NewUpdate = { type: UpdateType; update: Omit<Update, 'update_id'>; lane: string; livesSeconds: number }

export type Subscription = {
  push(news: NewUpdate): void
  allow(types: UpdateType[] | undefined): void
  poll(options: PollOptions, signal: AbortSignal): Promise<Update[]>
  setWebhook(settings: WebhookSettings): void
  deleteWebhook(): void
  dropPending(): void
  info(): WebhookInfo
  close(): void
}

export function createSubscription(
  state: State,
  botName: string,
  runAnswer: (answer: WebhookAnswer) => void,
): Subscription {
  const queue = createUpdateQueue(() => state.clock.now())
  const note = createNote(state, botName)
  const polling = createPolling(state.clock, queue, (given) => note('polling', given, 1, 200))
  const poster = createPostUpdate()
  let allowed: UpdateType[] = []
  let webhook: Webhook | undefined

  function setWebhook(settings: WebhookSettings): void {
    checkUrl(settings.url)
    if (webhook && JSON.stringify(webhook.settings) === JSON.stringify(settings)) return
    polling.end('Conflict: terminated by setWebhook request')
    webhook?.stop()
    const { clock } = state
    const onDelivery = note.bind(undefined, 'webhook')
    const world = { clock, queue, post: poster.post, onDelivery, onAnswer: runAnswer, onGone: deleteWebhook }
    webhook = createWebhook(settings, world)
    webhook.wake()
  }

  function deleteWebhook(): void {
    webhook?.stop()
    webhook = undefined
  }

  return {
    push(news) {
      if (!isWanted(news.type, allowed)) return
      enqueue(state, queue, botName, news)
      polling.wake()
      webhook?.wake()
    },
    async poll(options, signal) {
      if (webhook) refuse(409, webhookIsActive)
      return polling.poll(options, signal)
    },
    setWebhook,
    deleteWebhook,
    info: () => toInfo(webhook, queue, allowed),
    allow(types) {
      if (types) allowed = types
    },
    dropPending: () => queue.keepLast(0),
    close() {
      polling.end('Conflict: the simulator was closed')
      deleteWebhook()
      poster.close()
    },
  }
}

const webhookIsActive =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

const onlyWhenAsked: UpdateType[] = ['chat_member', 'message_reaction', 'message_reaction_count']

function isWanted(type: UpdateType, allowed: UpdateType[]): boolean {
  return allowed.length > 0 ? allowed.includes(type) : !onlyWhenAsked.includes(type)
}

function enqueue(state: State, queue: UpdateQueue, botName: string, { type, update, lane, livesSeconds }: NewUpdate) {
  const numbered: Update = { update_id: state.ids.next(`updates of ${botName}`), ...update }
  const expiresAt = state.clock.now() + livesSeconds * 1000
  const pending: Pending = { update: numbered, type, lane, expiresAt, isRegardless: false }
  const faults = state.updateFaults.take(type)
  if (faults.includes('late')) queue.hold(pending)
  else queue.add(pending, ...(faults.includes('twice') ? [{ ...pending, isRegardless: true }] : []))
}

function createNote(state: State, bot: string) {
  return (way: 'polling' | 'webhook', { update, type }: Pending, attempt: number, outcome: number | string) => {
    const at = state.clock.now()
    state.journal.add({ kind: 'delivery', at, bot, way, updateId: update.update_id, type, attempt, outcome })
  }
}

function checkUrl(url: string): void {
  if (!isOnThisMachine(url))
    badRequest('bad webhook: the simulator only calls http addresses on this machine, such as http://127.0.0.1:3000/')
}

function toInfo(webhook: Webhook | undefined, queue: UpdateQueue, allowed: UpdateType[]): WebhookInfo {
  const error = webhook?.lastError
  return {
    url: webhook?.settings.url ?? '',
    has_custom_certificate: false,
    pending_update_count: queue.size(),
    ...(webhook ? { max_connections: webhook.settings.maxConnections, ip_address: '127.0.0.1' } : {}),
    ...(error ? { last_error_date: Math.floor(error.at / 1000), last_error_message: error.message } : {}),
    ...(allowed.length > 0 ? { allowed_updates: allowed } : {}),
  }
}
