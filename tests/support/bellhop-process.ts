// Bellhop as people start it: a process of its own, with an environment and an input of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Ended = { code: number | null; out: string; err: string }

export type BellhopProcess = {
  pid: number
  /** Resolves to the address it says it listens on; rejects, with what it said, when it ends before. */
  address(): Promise<string>
  signal(name: NodeJS.Signals): void
  ended: Promise<Ended>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const node = join(root, 'node_modules/.bin/node')
const elsewhere = mkdtempSync(join(tmpdir(), 'bellhop-elsewhere-'))
const running = new Set<ChildProcess>()

/** Without `input` it gets /dev/null. Where it runs nobody's .env lies, unless told. */
export function startProcess(env: Record<string, string>, input?: string | Buffer, cwd = elsewhere): BellhopProcess {
  return launch(['src/main.ts'], env, input, cwd)
}

/** One of the scripts beside it: `audit-verify.ts`. */
export function runScript(script: string, env: Record<string, string>, args: string[] = []): Promise<Ended> {
  return launch([`scripts/${script}`, ...args], env).ended
}

function launch(
  [file = '', ...args]: string[],
  env: Record<string, string>,
  input?: string | Buffer,
  cwd = elsewhere,
): BellhopProcess {
  const child = spawn(node, [join(root, 'scripts/launch.js'), join(root, file), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  // A process that refuses to start closes its input before it has read it.
  child.stdin?.on('error', () => undefined).end(input)
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    running.delete(child)
    return { code: code ?? null, ...said }
  })
  return {
    pid: child.pid ?? 0,
    address: () => Promise.race([heardAddress(child, said), ended.then(refuse)]),
    signal: (name) => void child.kill(name),
    ended,
  }
}

/** Ends what a failed test left behind. */
export async function endProcesses(): Promise<void> {
  for (const child of [...running]) {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  rmSync(elsewhere, { recursive: true, force: true })
}

/** A port that somebody listens on until `free` is called. */
export async function occupyPort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, free: () => new Promise((freed) => server.close(() => freed())) }
}

function heardAddress(child: ChildProcess, said: { out: string }): Promise<string> {
  return new Promise((resolve) => {
    const look = () => {
      const found = /"address":"([^"]+)"/.exec(said.out)?.[1]
      if (found) resolve(found)
    }
    look()
    child.stdout?.on('data', look)
  })
}

function refuse({ code, out, err }: Ended): never {
  throw new Error(`Bellhop ended with ${code} before it listened:\n${out}${err}`)
}
