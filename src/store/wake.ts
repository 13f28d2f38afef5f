// A bell that tells sleeping loops there is work, in this process and in the others. It may be missed: every loop also looks by itself.
import { EventEmitter } from 'node:events'
import type { Pool, PoolClient } from 'pg'

export type Wake = {
  ring(topic: string): void
  on(topic: string, listen: () => void): () => void
  close(): Promise<void>
}

const channel = 'bellhop'

/** With a pool, rings reach every process on that database; without one, only this process. */
export function createWake(pool?: Pool): Wake {
  const bell = new EventEmitter().setMaxListeners(0)
  const remote = pool ? connectRemote(pool, bell) : undefined
  return {
    ring(topic) {
      bell.emit(topic)
      remote?.send(topic)
    },
    on(topic, listen) {
      bell.on(topic, listen)
      return () => bell.off(topic, listen)
    },
    close: async () => remote?.close(),
  }
}

function connectRemote(pool: Pool, bell: EventEmitter) {
  const waiting = new Set<string>()
  let sending = false
  let closed = false
  let client: PoolClient | undefined
  let retry: NodeJS.Timeout | undefined

  async function listen(): Promise<void> {
    try {
      client = await pool.connect()
      client.on('notification', (note) => note.payload && bell.emit(note.payload))
      client.on('error', () => again())
      client.on('end', () => again())
      await client.query(`listen ${channel}`)
    } catch {
      again()
    }
  }

  function again(): void {
    client?.removeAllListeners('notification')
    client?.release(true)
    client = undefined
    if (!closed && !retry)
      retry = setTimeout(() => {
        retry = undefined
        void listen()
      }, 500).unref()
  }

  /** Rings that come while one is under way are sent together. */
  async function flush(): Promise<void> {
    sending = true
    while (waiting.size > 0) {
      const topics = [...waiting]
      waiting.clear()
      await pool
        .query(`select pg_notify('${channel}', topic) from unnest($1::text[]) topic`, [topics])
        .catch(() => undefined)
    }
    sending = false
  }

  void listen()
  return {
    send(topic: string) {
      waiting.add(topic)
      if (!sending) void flush()
    },
    async close() {
      closed = true
      clearTimeout(retry)
      client?.removeAllListeners('end')
      client?.release(true)
    },
  }
}
