// A child that may die at any moment: started again as often as it does.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Instructions } from './child.ts'

export type Child = { url: string; died: Promise<unknown>; stop(): Promise<void> }

const program = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Resolves when the child listens; rejects when it dies before. */
export async function startChild(instructions: Instructions): Promise<Child> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, JSON.stringify(instructions)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const died = once(child, 'exit')
  const url = await Promise.race([
    firstLine(child),
    died.then(() => Promise.reject(new Error('died before it listened'))),
  ])
  return {
    url,
    died,
    async stop() {
      child.kill('SIGKILL')
      await died
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    const end = text.indexOf('\n')
    if (end >= 0) return text.slice(0, end)
  }
  return new Promise(() => undefined)
}
