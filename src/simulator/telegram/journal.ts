// What bots asked and what was delivered to them, for tests and for the page. Tokens and file contents stay out.
import type { Changes } from './changes.ts'

export type RequestEntry = {
  kind: 'request'
  at: number
  bot: string
  method: string
  args: Record<string, unknown>
  /** 200, an error code, or what became of the answer. */
  outcome: number | 'cut' | 'answer lost'
  description?: string
  /** It came in the answer to a webhook delivery. */
  inWebhookAnswer?: boolean
}

export type DeliveryEntry = {
  kind: 'delivery'
  at: number
  bot: string
  way: 'polling' | 'webhook'
  updateId: number
  type: string
  attempt: number
  /** 200 when polled, the bot's status, or why there was none. */
  outcome: number | string
}

export type Journal = {
  add(entry: RequestEntry | DeliveryEntry): void
  requests(method?: string): RequestEntry[]
  deliveries(type?: string): DeliveryEntry[]
  clear(): void
}

const kept = 10_000

export function createJournal(changes: Changes): Journal {
  let requests: RequestEntry[] = []
  let deliveries: DeliveryEntry[] = []
  return {
    add(entry) {
      if (entry.kind === 'request') requests = [...requests.slice(1 - kept), entry]
      else deliveries = [...deliveries.slice(1 - kept), entry]
      changes.emit({ kind: entry.kind })
    },
    requests: (method) => requests.filter((entry) => !method || entry.method === method),
    deliveries: (type) => deliveries.filter((entry) => !type || entry.type === type),
    clear() {
      requests = []
      deliveries = []
    },
  }
}
