// PGlite has one session. Many connections share it here as whole exchanges: a connection that opens a transaction
// owns the session until it commits or rolls back, so nobody's statement ever lands inside somebody else's transaction.
// What a connection sets outside a transaction (other than by its startup options) holds for that statement only.
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { type ConnectionSettings, EmbeddedConnection } from './connection.ts'
import {
  type FromHost,
  type HostOptions,
  lastWords,
  pickFrames,
  readFrames,
  simpleQuery,
  type ToHost,
} from './protocol.ts'
import { type Named, readNamed, SharedPlans } from './shared-plans.ts'
import { effectsOf, type SessionEffects } from './statement.ts'

type Exchange = { connection: EmbeddedConnection; bytes: Buffer; effects: SessionEffects; named?: Named }
type Asked = { read(message: FromHost): boolean; fail(error: Error): void }

const tickMs = 50
const noSuchStatement = 'C26000\0'
const idleTicksAllowed = 5
const transactionTicksAllowed = 20

/**
 * One function of PGlite is so large that optimising it takes two seconds of a core and 600 MB, at every start and again in the way
 * of every end. What is compiled as it comes in is a sixth slower at small statements, and never waits for that.
 */
function compileOnce(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag)
}

export class Session {
  readonly #host: Worker
  readonly #connections = new Set<EmbeddedConnection>()
  readonly #urgent: Exchange[] = []
  readonly #ordinary: Exchange[] = []
  readonly #plans = new SharedPlans()
  #running: Exchange | undefined
  /** Whether what is running makes the session know a named statement. */
  #parses = false
  #owner: EmbeddedConnection | undefined
  #watch: NodeJS.Timeout | undefined
  #idleTicks = 0
  #ownedTicks = 0
  /** Undefined when a statement may have left the session in any state. */
  #settings: ConnectionSettings | undefined = {}
  #deafened = false
  #asked: Asked | undefined
  #dead: Error | undefined
  readonly #lost = Promise.withResolvers<Error>()
  /** Resolves when it broke and will never answer again; not when it was closed. */
  readonly lost: Promise<Error> = this.#lost.promise

  private constructor(host: Worker) {
    this.#host = host
    host.on('message', (message: FromHost) => this.#heard(message))
    host.on('error', (error) => this.#broken(error))
    host.on('exit', () => this.#broken(new Error('the embedded database stopped')))
  }

  static async open(options: HostOptions): Promise<Session> {
    compileOnce()
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    // What is made here is copied out at once: room for more would only be filled and kept.
    const resourceLimits = { maxYoungGenerationSizeMb: 12 }
    const host = new Worker(new URL(`./host.${extension}`, import.meta.url), { workerData: options, resourceLimits })
    await once(host, 'message')
    return new Session(host)
  }

  connect(urgent = false): EmbeddedConnection {
    const connection = new EmbeddedConnection(this, urgent)
    if (this.#dead) connection.destroy(this.#dead)
    else this.#connections.add(connection)
    return connection
  }

  submit(connection: EmbeddedConnection, bytes: Buffer): void {
    if (connection.gone) return
    const named = readNamed(bytes, connection.named)
    const exchange = { connection, bytes, effects: effectsOf(bytes, named?.text), ...(named ? { named } : {}) }
    ;(connection.urgent ? this.#urgent : this.#ordinary).push(exchange)
    this.#next()
  }

  leave(connection: EmbeddedConnection): void {
    this.#connections.delete(connection)
    for (const queue of [this.#urgent, this.#ordinary])
      for (let i = queue.length - 1; i >= 0; i--) if (queue[i]?.connection === connection) queue.splice(i, 1)
    if (this.#owner === connection && !this.#running) this.#rollBack()
  }

  dump(): Promise<Uint8Array> {
    return this.#ask({ kind: 'dump' }, (message) => (message.kind === 'dumped' ? message.bytes : undefined))
  }

  async close(): Promise<void> {
    if (this.#dead) return
    this.#dead = new Error('the embedded database is closed')
    for (const connection of [...this.#connections]) connection.destroy()
    this.#stopWatching()
    await this.#ask({ kind: 'close' }, (message) => (message.kind === 'closed' ? true : undefined)).catch(() => true)
    await this.#host.terminate()
  }

  #ask<T>(message: ToHost, find: (message: FromHost) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const read = (heard: FromHost) => {
        const answer = find(heard)
        if (answer !== undefined) resolve(answer)
        return answer !== undefined
      }
      this.#asked = { read, fail: reject }
      this.#host.postMessage(message)
    })
  }

  #next(): void {
    if (this.#running) return
    const exchange = this.#owner ? this.#takeOf(this.#owner) : (this.#urgent.shift() ?? this.#ordinary.shift())
    if (!exchange) return this.#watchOwner()
    this.#running = exchange
    const bytes = this.#completed(exchange)
    const first = this.#owner ? '' : this.#switchTo(exchange.connection.settings)
    this.#run(bytes, first ? simpleQuery(first) : undefined)
  }

  #completed({ bytes, named }: Exchange): Buffer {
    const completed = named ? this.#plans.complete(bytes, named, performance.now()) : { bytes, parses: false }
    this.#parses = completed.parses
    return completed.bytes
  }

  #takeOf(owner: EmbeddedConnection): Exchange | undefined {
    const queue = owner.urgent ? this.#urgent : this.#ordinary
    const at = queue.findIndex((exchange) => exchange.connection === owner)
    return at < 0 ? undefined : queue.splice(at, 1)[0]
  }

  /** The statements that make the session this connection's own; none when it already is. */
  #switchTo(wanted: ConnectionSettings): string {
    const { role = 'none', searchPath = 'public' } = wanted
    const now = this.#settings
    if (now?.role === role && now.searchPath === searchPath) return ''
    const statements = now ? [] : ['set role none', 'reset all']
    if (this.#deafened) for (const channel of this.#channels()) statements.push(`listen ${quote(channel)}`)
    statements.push(`set role ${role === 'none' ? 'none' : quote(role)}`)
    statements.push(`set search_path to ${searchPath.split(',').map(quote).join(', ')}`)
    this.#settings = { role, searchPath }
    this.#deafened = false
    return statements.join('; ')
  }

  #channels(): Set<string> {
    return new Set([...this.#connections].flatMap((connection) => [...connection.channels]))
  }

  #heard(message: FromHost): void {
    if (message.kind !== 'ran') {
      if (this.#asked?.read(message)) this.#asked = undefined
      return
    }
    if (message.failed !== undefined) return this.#broken(new Error(`the embedded database failed: ${message.failed}`))
    const exchange = this.#running
    this.#running = undefined
    if (!exchange) return
    const heard = Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.length)
    const answer = exchange.named && this.#parses ? this.#plans.learn(exchange.named, heard, performance.now()) : heard
    this.#remember(exchange, answer, message.refused === true)
    this.#deliver(exchange.connection, answer)
    const words = lastWords(pickFrames(answer, (type) => type === 'E'))
    if (words !== undefined) return this.#broken(new Error(`the embedded database gave up: ${words}`))
    this.#own(exchange.connection, endsInTransaction(answer))
    if (this.#owner?.gone) return this.#rollBack()
    this.#next()
  }

  /** Keeps track of what the exchange did to the session. */
  #remember({ connection, effects }: Exchange, answer: Buffer, refused: boolean): void {
    if (refused || effects.changesSettings) this.#settings = undefined
    if (effects.forgetsPlans) this.#plans.forget()
    const errors = pickFrames(answer, (type) => type === 'E')
    if (errors.some((error) => error.includes(noSuchStatement))) this.#plans.forget()
    if (refused || errors.length > 0) return
    for (const channel of effects.listens) connection.channels.add(channel)
    if (!effects.unlistensAll && effects.unlistens.length === 0) return
    if (effects.unlistensAll) connection.channels.clear()
    for (const channel of effects.unlistens) connection.channels.delete(channel)
    // The session itself is deaf now: the next switch listens again for those who still want to hear.
    this.#deafened = true
    this.#settings = undefined
  }

  /** The answer goes to its connection, notifications to whoever listens. */
  #deliver(connection: EmbeddedConnection, answer: Buffer): void {
    const notices = pickFrames(answer, (type) => type === 'A')
    if (notices.length === 0) return connection.answer(answer)
    connection.answer(Buffer.concat(pickFrames(answer, (type) => type !== 'A')))
    for (const notice of notices) {
      const channel = notice.toString('utf8', 9, notice.indexOf(0, 9))
      for (const listener of this.#connections) if (listener.channels.has(channel)) listener.answer(notice)
    }
  }

  #own(connection: EmbeddedConnection, open: boolean): void {
    this.#idleTicks = 0
    if (open && this.#owner !== connection) this.#ownedTicks = 0
    this.#owner = open ? connection : undefined
    if (!open) this.#stopWatching()
  }

  /**
   * While others wait, a transaction may neither pause for long nor last for long. Ticks are counted, not time:
   * a process too busy to tick was too busy to go on with its transaction.
   */
  #watchOwner(): void {
    if (this.#watch || !this.#owner) return
    this.#watch = setInterval(() => this.#tick(), tickMs)
    this.#watch.unref()
  }

  #stopWatching(): void {
    clearInterval(this.#watch)
    this.#watch = undefined
  }

  #tick(): void {
    if (!this.#owner || this.#urgent.length + this.#ordinary.length === 0) return
    this.#ownedTicks++
    if (this.#running) return
    this.#idleTicks++
    if (this.#idleTicks < idleTicksAllowed && this.#ownedTicks < transactionTicksAllowed) return
    this.#owner.destroy(new Error('the transaction was rolled back: it kept the embedded database waiting'))
  }

  /** Ends the transaction of a connection that went away. */
  #rollBack(): void {
    const connection = new EmbeddedConnection(this, false)
    const bytes = simpleQuery('rollback')
    this.#owner = undefined
    this.#running = { connection, bytes, effects: effectsOf(bytes) }
    this.#run(bytes)
  }

  /** Handed over, not copied a second time: a view over memory that others use too would take all of that along. */
  #run(bytes: Buffer, first?: Buffer): void {
    const whole = new Uint8Array(bytes)
    const message: ToHost = { kind: 'run', bytes: whole, ...(first ? { first: new Uint8Array(first) } : {}) }
    this.#host.postMessage(message, [whole.buffer])
  }

  #broken(error: Error): void {
    if (!this.#dead) this.#lost.resolve(error)
    this.#dead ??= error
    for (const connection of [...this.#connections]) connection.destroy(error)
    this.#asked?.fail(error)
    this.#asked = undefined
  }
}

/** The last ready frame says whether a transaction is open. */
function endsInTransaction(answer: Buffer): boolean {
  const ready = readFrames(answer).frames.findLast((frame) => frame.type === 'Z')
  return ready !== undefined && answer[ready.start + 5] !== 'I'.charCodeAt(0)
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
