// BullMQ's queues by name, opened at the first use.
import { answerWithin } from './answer-within.ts'
import type { Backend, QueueConnection } from './backend.ts'
import type { QueueSettings } from './queue-settings.ts'

export type BullQueue = InstanceType<Backend['Queue']>

export type BullQueues = {
  on<T>(name: string, work: (queue: BullQueue) => Promise<T>): Promise<T>
  close(): Promise<void>
}

// Nobody reads BullMQ's event stream here.
const streams = { events: { maxLen: 100 } }

export function createBullQueues(backend: Backend, connection: QueueConnection, settings: QueueSettings): BullQueues {
  const queues = new Map<string, Promise<BullQueue>>()
  let closed = false
  const defaultJobOptions = {
    removeOnComplete: { age: settings.keepDoneSeconds },
    removeOnFail: { age: settings.keepFailedSeconds },
    stackTraceLimit: 0,
  }
  const open = async (name: string) => {
    const queue = new backend.Queue(name, { connection, prefix: settings.prefix, streams, defaultJobOptions })
    queue.on('error', (error) => settings.onError(error, name))
    try {
      await queue.waitUntilReady()
      return queue
    } catch (error) {
      // It would never work again: BullMQ remembers the failure. The next call opens another.
      queues.delete(name)
      void queue.close().catch(() => undefined)
      throw error
    }
  }
  const find = (name: string) => {
    if (closed) throw new Error('the queue is closed')
    const found = queues.get(name) ?? open(name)
    queues.set(name, found)
    return found
  }
  return {
    on: (name, work) => answerWithin(settings.answerMs, async () => work(await find(name))),
    async close() {
      closed = true
      const closeOne = async (queue: Promise<BullQueue>) => (await queue).close()
      await Promise.allSettled([...queues.values()].map((one) => answerWithin(settings.answerMs, () => closeOne(one))))
      queues.clear()
    },
  }
}
