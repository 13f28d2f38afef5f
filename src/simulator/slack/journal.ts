// The record of every request the app made and every delivery made to it, and a way to await the next one.
import { BellhopError } from '../../domain/errors.ts'
import type { Json } from './model.ts'

export type RequestEntry = {
  kind: 'request'
  method: string
  /** Without the token. */
  args: Json
  at: number
  /** 'ok', Slack's error name, or the fault that it met. */
  outcome: string
  /** The state changed, though the answer may not have arrived. */
  effect: boolean
}

export type DeliveryEntry = {
  kind: 'delivery'
  way: 'http' | 'socket'
  what: 'event' | 'command' | 'interaction' | 'options' | 'verification'
  /** Event type, command or interaction type. */
  type: string
  id: string
  body: Json
  attempt: number
  reason?: string
  at: number
  /** The status, 'acknowledged', or why it failed: 'http_timeout', 'connection_failed', … */
  outcome: string
}

export type Entry = RequestEntry | DeliveryEntry

export type Journal = {
  add(entry: Entry): void
  requests(method?: string): RequestEntry[]
  deliveries(type?: string): DeliveryEntry[]
  /** Resolves with the `count`th request of that method, counted from the start; already there or still to come. */
  waitForRequest(method: string, count?: number): Promise<RequestEntry>
  waitForDelivery(type: string, count?: number): Promise<DeliveryEntry>
  clear(): void
}

export function createJournal(patienceMs: number): Journal {
  let entries: Entry[] = []
  const waiting = new Set<() => void>()
  const requests = (method?: string) =>
    entries.filter((entry) => entry.kind === 'request').filter((entry) => !method || entry.method === method)
  const deliveries = (type?: string) =>
    entries.filter((entry) => entry.kind === 'delivery').filter((entry) => !type || entry.type === type)

  function waitFor<E>(name: string, count: number, found: () => E[]): Promise<E> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look)
        reject(new BellhopError('timeout', `Waited ${patienceMs} ms for ${name} (${count}); saw ${found().length}.`))
      }, patienceMs)
      function look() {
        const entry = found()[count - 1]
        if (entry === undefined) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(entry)
      }
      waiting.add(look)
      look()
    })
  }

  return {
    add(entry) {
      entries.push(entry)
      for (const look of [...waiting]) look()
    },
    requests,
    deliveries,
    waitForRequest: (method, count = 1) => waitFor(method, count, () => requests(method)),
    waitForDelivery: (type, count = 1) => waitFor(`delivery of ${type}`, count, () => deliveries(type)),
    clear() {
      entries = []
    },
  }
}
