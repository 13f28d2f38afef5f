// A bell that tells sleeping loops there is work, in this process and in the others. It may be missed: every loop also looks by itself.
import { EventEmitter } from 'node:events'
import type { Pool, PoolClient } from 'pg'

export type Wake = {
  ring(topic: string): void
  on(topic: string, listen: () => void): () => void
  /**
   * Tells a text of at most 7,500 bytes to everybody who hears the topic. It is kept nowhere: of what is told under one name
   * faster than it can be passed on, only the last arrives. It may come twice.
   */
  tell(topic: string, name: string, text: string): void
  hear(topic: string, listen: (text: string) => void): () => void
  close(): Promise<void>
}

const channel = 'bellhop'
/** What may be missed need not reach the disk: each notice would wait for it, and everybody who commits then waits behind that. */
const notify = `select set_config('synchronous_commit', 'off', true), pg_notify('${channel}', payload) from unnest($1::text[]) payload`
const restMs = 10

/** With a pool, rings reach every process on that database; without one, only this process. */
export function createWake(pool?: Pool): Wake {
  const bell = new EventEmitter().setMaxListeners(0)
  const remote = pool ? connectRemote(pool, bell) : undefined

  function subscribe(topic: string, listen: (text: string) => void): () => void {
    bell.on(topic, listen)
    return () => bell.off(topic, listen)
  }

  return {
    ring(topic) {
      bell.emit(topic)
      remote?.send(topic)
    },
    on: subscribe,
    tell(topic, name, text) {
      bell.emit(topic, text)
      remote?.send(`${topic}\n${text}`, `${topic} ${name}`)
    },
    hear: subscribe,
    close: async () => remote?.close(),
  }
}

function connectRemote(pool: Pool, bell: EventEmitter) {
  const waiting = new Map<string, string>()
  let sending = false
  let closed = false
  let client: PoolClient | undefined
  let retry: NodeJS.Timeout | undefined

  async function listen(): Promise<void> {
    const connected = await pool.connect().catch(again)
    if (!connected) return
    client = connected
    connected.on('notification', ({ payload }) => payload && emit(bell, payload))
    // Both may come, and long after it was given back.
    connected.on('error', () => lose(connected))
    connected.on('end', () => lose(connected))
    if (closed) giveBack()
    else await connected.query(`listen ${channel}`).catch(() => lose(connected))
  }

  function lose(lost: PoolClient): void {
    if (client !== lost) return
    giveBack()
    again()
  }

  function giveBack(): void {
    client?.removeAllListeners('notification')
    client?.release(true)
    client = undefined
  }

  function again(): void {
    if (!closed && !retry)
      retry = setTimeout(() => {
        retry = undefined
        void listen()
      }, 500).unref()
  }

  /** Rings that come while one is under way, and a moment after it, are sent together. */
  async function flush(): Promise<void> {
    sending = true
    while (waiting.size > 0) {
      const payloads = [...waiting.values()]
      waiting.clear()
      await pool.query(notify, [payloads]).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, restMs))
    }
    sending = false
  }

  void listen()
  return {
    send(payload: string, name = payload) {
      waiting.set(name, payload)
      if (!sending) void flush()
    },
    async close() {
      closed = true
      clearTimeout(retry)
      giveBack()
    },
  }
}

/** A topic, and after a line break what is told under it. */
function emit(bell: EventEmitter, payload: string): void {
  const border = payload.indexOf('\n')
  if (border < 0) bell.emit(payload)
  else bell.emit(payload.slice(0, border), payload.slice(border + 1))
}
