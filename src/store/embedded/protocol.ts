// What the main thread and the PGlite worker thread say to each other, and the few frames of the Postgres wire protocol we read.
export type HostOptions = { dataDir: string; loadFrom?: Uint8Array }

/** `first` switches the session to whoever asks; `bytes` run only when that went well. */
export type ToHost = { kind: 'run'; first?: Uint8Array; bytes: Uint8Array } | { kind: 'dump' } | { kind: 'close' }

export type FromHost =
  | { kind: 'ready' }
  | { kind: 'ran'; bytes: Uint8Array; refused?: boolean; failed?: string }
  | { kind: 'dumped'; bytes: Uint8Array }
  | { kind: 'closed' }

export type Frame = { type: string; start: number; end: number }

/** The complete typed frames in `bytes`; `rest` is where an incomplete one starts. */
export function readFrames(bytes: Buffer): { frames: Frame[]; rest: number } {
  const frames: Frame[] = []
  let at = 0
  while (at + 5 <= bytes.length) {
    const end = at + 1 + bytes.readUInt32BE(at + 1)
    if (end > bytes.length) break
    frames.push({ type: String.fromCharCode(bytes[at] as number), start: at, end })
    at = end
  }
  return { frames, rest: at }
}

/** The frames of some types only. */
export function pickFrames(bytes: Buffer, wanted: (type: string) => boolean): Buffer[] {
  return readFrames(bytes)
    .frames.filter((frame) => wanted(frame.type))
    .map((frame) => bytes.subarray(frame.start, frame.end))
}

/** What the database said when it said for the last time: after a FATAL or a PANIC it answers, but nothing it answers is true. */
export function lastWords(errors: Buffer[]): string | undefined {
  for (const error of errors) {
    const fields = error.toString('utf8', 5).split('\0')
    const find = (name: string) => fields.find((field) => field.startsWith(name))?.slice(1)
    if (/^(FATAL|PANIC)$/.test(find('V') ?? find('S') ?? '')) return find('M') ?? 'no reason given'
  }
  return undefined
}

/** A simple query ('Q') as bytes. */
export function simpleQuery(sql: string): Buffer {
  return frameOf('Q', Buffer.from(`${sql}\0`))
}

/** The startup packet a client sends first: length, version, then name/value pairs. */
export function readStartup(bytes: Buffer): Record<string, string> {
  const words = bytes.toString('utf8', 8).split('\0')
  const pairs: Record<string, string> = {}
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) pairs[words[i] as string] = words[i + 1] as string
  return pairs
}

/** What a server answers to a startup packet it accepts. */
export function startupAnswer(): Buffer {
  const status = (name: string, value: string) => frameOf('S', Buffer.from(`${name}\0${value}\0`))
  return Buffer.concat([
    frameOf('R', Buffer.alloc(4)),
    status('server_version', '18.6'),
    status('server_encoding', 'UTF8'),
    status('client_encoding', 'UTF8'),
    status('DateStyle', 'ISO, MDY'),
    status('TimeZone', 'UTC'),
    status('integer_datetimes', 'on'),
    status('standard_conforming_strings', 'on'),
    frameOf('K', Buffer.alloc(8)),
    frameOf('Z', Buffer.from('I')),
  ])
}

export function frameOf(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
