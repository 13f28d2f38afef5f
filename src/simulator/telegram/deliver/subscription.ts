// How one bot receives updates: it polls, or it has a webhook, and it says which kinds it wants.
import type { Update, WebhookInfo } from '@grammyjs/types'
import { badRequest, refuse } from '../api/refuse.ts'
import type { State } from '../state.ts'
import { createPolling, type PollOptions } from './polling.ts'
import { createPostUpdate, isOnThisMachine, type WebhookAnswer } from './post-update.ts'
import { createUpdateQueue, type Pending, type UpdateType } from './update-queue.ts'
import { createWebhook, type Webhook, type WebhookSettings } from './webhook.ts'

export type NewUpdate = { type: UpdateType; update: Omit<Update, 'update_id'>; lane: string; livesSeconds: number }

export type Subscription = {
  push(news: NewUpdate): void
  allow(types: UpdateType[] | undefined): void
  poll(options: PollOptions, signal: AbortSignal): Promise<Update[]>
  setWebhook(settings: WebhookSettings): 'set' | 'unchanged'
  deleteWebhook(): 'deleted' | 'absent'
  dropPending(): void
  info(): WebhookInfo
  close(): void
}

const onlyWhenAsked: UpdateType[] = ['chat_member', 'message_reaction', 'message_reaction_count']

export function createSubscription(
  state: State,
  botName: string,
  runAnswer: (answer: WebhookAnswer) => void,
): Subscription {
  const queue = createUpdateQueue(() => state.clock.now())
  const polling = createPolling(state.clock, queue, (given) => journal('polling', given, 1, 200))
  const poster = createPostUpdate()
  let allowed: UpdateType[] = []
  let webhook: Webhook | undefined

  function journal(way: 'polling' | 'webhook', { update, type }: Pending, attempt: number, outcome: number | string) {
    const at = state.clock.now()
    state.journal.add({ kind: 'delivery', at, bot: botName, way, updateId: update.update_id, type, attempt, outcome })
  }

  function push({ type, update, lane, livesSeconds }: NewUpdate): void {
    if (allowed.length > 0 ? !allowed.includes(type) : onlyWhenAsked.includes(type)) return
    const numbered: Update = { update_id: state.ids.next(`updates of ${botName}`), ...update }
    const expiresAt = state.clock.now() + livesSeconds * 1000
    const pending: Pending = { update: numbered, type, lane, expiresAt, isRegardless: false }
    const faults = state.updateFaults.take(type)
    if (faults.includes('late')) {
      queue.hold(pending)
      return
    }
    queue.add(pending, ...(faults.includes('twice') ? [{ ...pending, isRegardless: true }] : []))
    polling.wake()
    webhook?.wake()
  }

  async function poll(options: PollOptions, signal: AbortSignal): Promise<Update[]> {
    if (webhook)
      refuse(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    return polling.poll(options, signal)
  }

  function setWebhook(settings: WebhookSettings): 'set' | 'unchanged' {
    if (!isOnThisMachine(settings.url))
      badRequest('bad webhook: the simulator only calls http addresses on this machine, such as http://127.0.0.1:3000/')
    if (webhook && JSON.stringify(webhook.settings) === JSON.stringify(settings)) return 'unchanged'
    polling.end('Conflict: terminated by setWebhook request')
    webhook?.stop()
    webhook = createWebhook(settings, {
      clock: state.clock,
      queue,
      post: poster.post,
      onDelivery: (pending, attempt, outcome) => journal('webhook', pending, attempt, outcome),
      onAnswer: runAnswer,
      onGone: deleteWebhook,
    })
    webhook.wake()
    return 'set'
  }

  function deleteWebhook(): 'deleted' | 'absent' {
    if (!webhook) return 'absent'
    webhook.stop()
    webhook = undefined
    return 'deleted'
  }

  function info(): WebhookInfo {
    return {
      url: webhook?.settings.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.size(),
      ...(webhook ? { max_connections: webhook.settings.maxConnections, ip_address: '127.0.0.1' } : {}),
      ...(webhook?.lastError ? toLastError(webhook.lastError) : {}),
      ...(allowed.length > 0 ? { allowed_updates: allowed } : {}),
    }
  }

  return {
    push,
    poll,
    setWebhook,
    deleteWebhook,
    info,
    allow(types) {
      if (types) allowed = types
    },
    dropPending: () => queue.keepLast(0),
    close() {
      polling.end('Conflict: the simulator was closed')
      webhook?.stop()
      poster.close()
    },
  }
}

function toLastError({ at, message }: { at: number; message: string }) {
  return { last_error_date: Math.floor(at / 1000), last_error_message: message }
}
