// PGlite has one session. Many connections share it here as whole exchanges: a connection that opens a transaction
// owns the session until it commits or rolls back, so nobody's statement ever lands inside somebody else's transaction.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type ConnectionSettings, EmbeddedConnection } from './connection.ts'
import { type FromHost, type HostOptions, readFrames, simpleQuery, type ToHost } from './protocol.ts'

type Exchange = { connection: EmbeddedConnection; bytes: Buffer; channel?: { listen: boolean; name: string } }

const idleLimitMs = 250
const transactionLimitMs = 1000

export class Session {
  readonly #host: Worker
  readonly #urgent: Exchange[] = []
  readonly #ordinary: Exchange[] = []
  #running: Exchange | undefined
  #owner: EmbeddedConnection | undefined
  #ownedAt = 0
  #answeredAt = 0
  #watch: NodeJS.Timeout | undefined
  #settings: ConnectionSettings = {}
  #settling: ((message: FromHost) => void) | undefined
  readonly #connections = new Set<EmbeddedConnection>()

  private constructor(host: Worker) {
    this.#host = host
    host.on('message', (message: FromHost) => this.#heard(message))
    host.on('error', (error) => this.#broken(error))
    host.on('exit', () => this.#broken(new Error('the embedded database stopped')))
  }

  static async open(options: HostOptions): Promise<Session> {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    const host = new Worker(new URL(`./host.${extension}`, import.meta.url), { workerData: options })
    await once(host, 'message')
    return new Session(host)
  }

  connect(urgent = false): EmbeddedConnection {
    const connection = new EmbeddedConnection(this, urgent)
    this.#connections.add(connection)
    return connection
  }

  submit(connection: EmbeddedConnection, bytes: Buffer): void {
    const channel = channelIn(bytes)
    const exchange = { connection, bytes, ...(channel ? { channel } : {}) }
    ;(connection.urgent ? this.#urgent : this.#ordinary).push(exchange)
    this.#next()
  }

  leave(connection: EmbeddedConnection): void {
    this.#connections.delete(connection)
    for (const queue of [this.#urgent, this.#ordinary])
      for (let i = queue.length - 1; i >= 0; i--) if (queue[i]?.connection === connection) queue.splice(i, 1)
    if (this.#owner === connection && this.#running?.connection !== connection) this.#abandon()
  }

  dump(): Promise<Uint8Array> {
    return this.#ask({ kind: 'dump' }, (message) => (message.kind === 'dumped' ? message.bytes : undefined))
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy()
    clearInterval(this.#watch)
    await this.#ask({ kind: 'close' }, (message) => (message.kind === 'closed' ? true : undefined))
    this.#host.removeAllListeners('exit')
    await this.#host.terminate()
  }

  #ask<T>(message: ToHost, read: (message: FromHost) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      this.#settling = (heard) => {
        const answer = read(heard)
        if (answer === undefined) return
        this.#settling = undefined
        resolve(answer)
      }
      this.#host.postMessage(message)
    })
  }

  #next(): void {
    if (this.#running) return
    const exchange = this.#owner ? this.#takeOf(this.#owner) : (this.#urgent.shift() ?? this.#ordinary.shift())
    if (!exchange) return this.#watchOwner()
    this.#running = exchange
    const settings = this.#owner ? '' : this.#switchTo(exchange.connection.settings)
    this.#send(settings ? simpleQuery(settings) : undefined, exchange.bytes)
  }

  #takeOf(owner: EmbeddedConnection): Exchange | undefined {
    const queue = owner.urgent ? this.#urgent : this.#ordinary
    const at = queue.findIndex((exchange) => exchange.connection === owner)
    return at < 0 ? undefined : queue.splice(at, 1)[0]
  }

  #switchTo(wanted: ConnectionSettings): string {
    const { role = 'none', searchPath = 'public' } = wanted
    const now = this.#settings
    if (now.role === role && now.searchPath === searchPath) return ''
    this.#settings = { role, searchPath }
    const quoted = searchPath.split(',').map((name) => `"${name}"`)
    return `set role ${role === 'none' ? 'none' : `"${role}"`}; set search_path to ${quoted.join(', ')}`
  }

  #send(first: Buffer | undefined, bytes: Buffer): void {
    if (first) this.#host.postMessage({ kind: 'run', bytes: first } satisfies ToHost)
    this.#skip = first ? 1 : 0
    this.#host.postMessage({ kind: 'run', bytes } satisfies ToHost)
  }
  #skip = 0

  #heard(message: FromHost): void {
    if (message.kind !== 'ran') return this.#settling?.(message)
    if (message.failed !== undefined) return this.#broken(new Error(`the embedded database failed: ${message.failed}`))
    if (this.#skip > 0) {
      this.#skip--
      return
    }
    const exchange = this.#running
    this.#running = undefined
    if (!exchange) return
    const open = this.#deliver(
      exchange,
      Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.length),
    )
    this.#answeredAt = Date.now()
    if (open && this.#owner !== exchange.connection) this.#ownedAt = this.#answeredAt
    this.#owner = open ? exchange.connection : undefined
    if (open && exchange.connection.destroyed) return this.#abandon()
    this.#next()
  }

  /** Hands the answer to its connection, notifications to whoever listens; tells whether a transaction is open. */
  #deliver(exchange: Exchange, bytes: Buffer): boolean {
    const { frames } = readFrames(bytes)
    let open = false
    let notified = false
    for (const frame of frames) {
      if (frame.type === 'Z') open = bytes[frame.start + 5] !== 0x49
      if (frame.type === 'A') notified = true
    }
    if (exchange.channel?.listen) exchange.connection.channels.add(exchange.channel.name)
    else if (exchange.channel) exchange.connection.channels.delete(exchange.channel.name)
    if (!notified) {
      if (!exchange.connection.destroyed) exchange.connection.push(bytes)
      return open
    }
    const own = frames.filter((frame) => frame.type !== 'A').map((frame) => bytes.subarray(frame.start, frame.end))
    if (!exchange.connection.destroyed) exchange.connection.push(Buffer.concat(own))
    for (const frame of frames) if (frame.type === 'A') this.#notify(bytes.subarray(frame.start, frame.end))
    return open
  }

  #notify(frame: Buffer): void {
    const name = frame.toString('utf8', 9, frame.indexOf(0, 9))
    for (const connection of this.#connections) if (connection.channels.has(name)) connection.push(frame)
  }

  /** While others wait, a transaction may neither pause for long nor last for long. */
  #watchOwner(): void {
    if (this.#watch || !this.#owner) return
    this.#watch = setInterval(() => {
      if (!this.#owner) {
        clearInterval(this.#watch)
        this.#watch = undefined
        return
      }
      const waiting = this.#urgent.length + this.#ordinary.length > 0
      if (this.#running || !waiting) return
      const now = Date.now()
      if (now - this.#answeredAt < idleLimitMs && now - this.#ownedAt < transactionLimitMs) return
      this.#owner.destroy(new Error('the transaction was rolled back: it kept the embedded database waiting'))
    }, 50)
    this.#watch.unref()
  }

  #abandon(): void {
    this.#owner = undefined
    const nobody = this.connect()
    this.#connections.delete(nobody)
    this.#running = { connection: nobody, bytes: simpleQuery('rollback') }
    this.#send(undefined, this.#running.bytes)
  }

  #broken(error: Error): void {
    for (const connection of this.#connections) connection.destroy(error)
    this.#connections.clear()
  }
}

/** The channel a LISTEN or UNLISTEN in these bytes names; other statements only mention the word inside longer text. */
function channelIn(bytes: Buffer): { listen: boolean; name: string } | undefined {
  if (bytes.length > 400) return undefined
  const found = /(?:^|[\n\0Q])[^\n]{0,6}?\b(un)?listen\s+"?([\w:.-]+)"?\s*;?\s*\0/i.exec(bytes.toString('latin1'))
  return found?.[2] ? { listen: !found[1], name: found[2] } : undefined
}
