// One named step of a script: a command run to its end, its time, and what it said.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

export type Step = { name: string; command: string[]; env?: Record<string, string>; limitSeconds?: number }

export type StepResult = { name: string; code: number; seconds: number; output: string }

/** Runs a step. Its output is kept for later, or also shown while it comes. */
export function runStep({ name, command, env = {}, limitSeconds = 300 }: Step, show = false): Promise<StepResult> {
  const started = performance.now()
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Buffer[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said.push(chunk)
        if (show) process.stdout.write(chunk)
      })
    const limit = setTimeout(() => {
      said.push(Buffer.from(`${name} was stopped after ${limitSeconds} seconds.\n`))
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 15_000).unref()
    }, limitSeconds * 1000)
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code) => {
      clearTimeout(limit)
      const seconds = (performance.now() - started) / 1000
      resolve({ name, code: code ?? 1, seconds, output: Buffer.concat(said).toString() })
    })
  })
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
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${root}/node_modules/.bin${delimiter}${process.env.PATH ?? ''}` }
}
