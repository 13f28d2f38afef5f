// One connection to the embedded database, in the shape `pg` expects of a socket.
import { Duplex } from 'node:stream'
import { readFrames, readStartup, startupAnswer } from './protocol.ts'
import type { Session } from './session.ts'

export type ConnectionSettings = { role?: string; searchPath?: string }

export class EmbeddedConnection extends Duplex {
  settings: ConnectionSettings = {}
  readonly channels = new Set<string>()
  /** The statements it has given a name. */
  readonly named = new Map<string, string>()
  readonly urgent: boolean
  readonly #session: Session
  #started = false
  #left = false
  #pending: Buffer = Buffer.alloc(0)
  #batch: Buffer[] = []

  constructor(session: Session, urgent: boolean) {
    super({ allowHalfOpen: false })
    this.#session = session
    this.urgent = urgent
  }

  // `pg` treats its stream as a socket; these are the parts of one it calls.
  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  /** Closed by either side: nobody reads any more. */
  get gone(): boolean {
    return this.#left || this.destroyed
  }

  answer(bytes: Buffer): void {
    if (!this.gone) this.push(bytes)
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#take(chunk)
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#take(Buffer.concat(chunks.map((one) => one.chunk)))
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#session.leave(this)
    done(error)
  }

  #take(chunk: Buffer): void {
    let bytes = this.#pending.length ? Buffer.concat([this.#pending, chunk]) : chunk
    if (!this.#started) {
      if (bytes.length < 4 || bytes.length < bytes.readUInt32BE(0)) {
        this.#pending = bytes
        return
      }
      const end = bytes.readUInt32BE(0)
      this.settings = settingsOf(readStartup(bytes.subarray(0, end)))
      this.#started = true
      this.push(startupAnswer())
      bytes = bytes.subarray(end)
    }
    const { frames, rest } = readFrames(bytes)
    for (const frame of frames) {
      if (frame.type === 'X') return this.#leave()
      this.#batch.push(bytes.subarray(frame.start, frame.end))
      if (frame.type === 'Q' || frame.type === 'S') this.#flush()
    }
    this.#pending = Buffer.from(bytes.subarray(rest))
  }

  #leave(): void {
    if (this.#left) return
    this.#left = true
    this.#session.leave(this)
    this.push(null)
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#batch)
    this.#batch = []
    this.#session.submit(this, bytes)
  }
}

function settingsOf(startup: Record<string, string>): ConnectionSettings {
  const found: ConnectionSettings = {}
  for (const [, name, value] of (startup.options ?? '').matchAll(/-c\s+(\w+)=(\S+)/g)) {
    if (name === 'role' && value) found.role = value
    if (name === 'search_path' && value) found.searchPath = value
  }
  return found
}
