// One named step of a script: a command run to its end, its time, and what it said.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

export type Step = { name: string; command: string[]; env?: Record<string, string>; limitSeconds?: number }

export type StepResult = { name: string; code: number; seconds: number; output: string }

/** Runs a step in a process group of its own, so that nothing it started outlives it. Its output is kept, or also shown while it comes. */
export function runStep({ name, command, env = {}, limitSeconds = 300 }: Step, show = false): Promise<StepResult> {
  const started = performance.now()
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const said: Buffer[] = []
    const hear = (chunk: Buffer) => {
      said.push(chunk)
      if (show) process.stdout.write(chunk)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (error) => hear(Buffer.from(`${error.message}\n`)))
    const limit = setTimeout(() => {
      hear(Buffer.from(`${name} was stopped after ${limitSeconds} seconds.\n`))
      stopGroup(child.pid, 'SIGTERM')
      setTimeout(() => stopGroup(child.pid, 'SIGKILL'), 15_000).unref()
    }, limitSeconds * 1000)
    const unwatch = onInterrupt(() => stopGroup(child.pid, 'SIGTERM'))
    // What the step left running would keep its output open for ever.
    child.on('exit', () => stopGroup(child.pid, 'SIGKILL'))
    child.on('close', (code) => {
      clearTimeout(limit)
      if (unwatch()) process.exit(130)
      const seconds = (performance.now() - started) / 1000
      resolve({ name, code: code ?? 1, seconds, output: Buffer.concat(said).toString() })
    })
  })
}

function stopGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (leader) process.kill(-leader, signal)
  } catch {
    // Nobody of the group is left.
  }
}

/** Tells `stop` when somebody ends the script; what it returns says, once the step is over, whether that happened. */
function onInterrupt(stop: () => void): () => boolean {
  let happened = false
  const hear = () => {
    happened = true
    stop()
  }
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, hear)
  return () => {
    for (const signal of signals) process.off(signal, hear)
    return happened
  }
}

export function stepLine({ name, code, seconds }: StepResult): string {
  return `${code === 0 ? '✓' : '✗'} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s`
}

/** Whether a clone would have it too: git does not know empty folders. */
export function isThere(path: string): boolean {
  const found = statSync(`${root}/${path}`, { throwIfNoEntry: false })
  return found !== undefined && (!found.isDirectory() || readdirSync(`${root}/${path}`).length > 0)
}

/** The tools of node_modules come first, so that a script works the same under npm and alone. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${root}/node_modules/.bin${delimiter}${process.env.PATH ?? ''}` }
}
