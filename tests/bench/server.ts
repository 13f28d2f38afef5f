// Servers to measure, each a process of its own, on the first core where the machine lets us choose.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { benchSecret } from './drive.ts'

export type Measurable = { url: string; pid: number; stop(): Promise<void> }

const root = fileURLToPath(new URL('../..', import.meta.url))
export const canPin = spawnSync('taskset', ['--version']).status === 0
export const pinning = canPin ? 'server on core 0, driver and databases on core 1' : 'no core was chosen'

/** With the flags that Bellhop has. */
export async function startBare(): Promise<Measurable> {
  const child = launch([...startFlags, `${root}tests/bench/bare.ts`, benchSecret], {}, ['ignore', 'pipe', 'inherit'])
  const [line] = (await once(child.stdout ?? process.stdin, 'data')) as [Buffer]
  return measurable(child, line.toString().trim())
}

/** Resolves when `/readyz` says yes. */
export async function startBellhop(env: Record<string, string>): Promise<Measurable & { readyMs: number }> {
  const port = await freePort()
  const started = performance.now()
  const child = launch(
    [...startFlags, 'scripts/launch.js', 'src/main.ts'],
    { ...env, PORT: String(port), LOG_LEVEL: 'error' },
    ['ignore', 'inherit', 'inherit'],
  )
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('Bellhop did not start')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { ...measurable(child, url), readyMs: Math.round(performance.now() - started) }
}

/** What `npm start` gives to Node. */
export const startFlags: readonly string[] = (
  JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: { start: string } }
).scripts.start
  .split(' ')
  .filter((word) => word.startsWith('--'))

/** Resident memory of a process, in MB. */
export function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kb) / 1024)
}

export function launch(
  args: string[],
  env: Record<string, string>,
  stdio: ['ignore' | 'pipe', 'pipe' | 'inherit', 'inherit'],
): ChildProcess {
  const command = canPin ? ['taskset', '-c', '0', process.execPath, ...args] : [process.execPath, ...args]
  return spawn(command[0] ?? '', command.slice(1), {
    stdio,
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  })
}

export function measurable(child: ChildProcess, url: string): Measurable {
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
