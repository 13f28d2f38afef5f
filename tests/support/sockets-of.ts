// The sockets a process has open, as the kernel tells it.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type Sockets = {
  /** `127.0.0.1:3000` */
  listening: string[]
  /** The other ends of connections, and of datagrams, that leave this machine. */
  outside: string[]
}

const listenState = '0A'

export function socketsOf(pid: number): Sockets {
  const own = inodesOf(pid)
  const tables = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readTable(pid, table).filter((row) => own.has(row.inode)),
  )
  return {
    listening: tables.filter((row) => row.state === listenState).map((row) => row.local),
    outside: tables.filter((row) => row.state !== listenState && !isHere(row.remote)).map((row) => row.remote),
  }
}

function inodesOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`
  const links = readdirSync(folder).map((name) => linkAt(`${folder}/${name}`))
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
}

/** A descriptor may be closed while we look. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function readTable(pid: number, table: string): { local: string; remote: string; state: string; inode: string }[] {
  const [, ...lines] = readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
    return { local: addressOf(local), remote: addressOf(remote), state, inode }
  })
}

/** The kernel writes addresses as 32-bit words in the byte order of the machine: little-endian wherever we run. */
function addressOf(hex: string): string {
  const [host = '', port = '0'] = hex.split(':')
  const words = host.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => [...Buffer.from(word, 'hex')].reverse())
  const mapped = bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255
  const shown = bytes.length === 4 || mapped ? bytes.slice(-4).join('.') : Buffer.from(bytes).toString('hex')
  return `${shown}:${Number.parseInt(port, 16)}`
}

function isHere(address: string): boolean {
  return /^(127\.|0\.0\.0\.0:|0{31}[01]:)/.test(address)
}
