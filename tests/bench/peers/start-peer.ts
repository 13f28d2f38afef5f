// One target in a process of its own on the first core, from its start to the address it prints.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { launch, type Measurable, measurable } from '../server.ts'
import type { Given } from './given.ts'

export type Target = 'bellhop' | 'bolt' | 'grammy' | 'chat' | 'bare'

export type Peer = Measurable & {
  startMs: number
  /** Processor time it has used so far, in microseconds, with all its threads. */
  cpuUs(): number
}

/** What Bellhop does for itself: V8's helpers give way where there is one core. */
const preload = ['--import', fileURLToPath(new URL('./let-helpers-wait.ts', import.meta.url))]
const folder = fileURLToPath(new URL('./targets/', import.meta.url))

export async function startPeer(target: Target, given: Given, flags: readonly string[] = []): Promise<Peer> {
  const started = performance.now()
  const child = launch([...flags, ...preload, `${folder}${target}.ts`, JSON.stringify(given)], {}, [
    'pipe',
    'pipe',
    'inherit',
  ])
  if (!child.stdout) throw new Error('A target has no output.')
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The target ${target} ended with ${code} before it listened.`)
  })
  const lines = createInterface(child.stdout)
  const [url] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  ended.catch(() => undefined)
  const startMs = Math.round(performance.now() - started)
  const peer = measurable(child, url)
  return { ...peer, startMs, cpuUs: () => cpuUsOf(peer.pid) }
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString())

function cpuUsOf(pid: number): number {
  // What stands behind the name in brackets: user and system time are the 12th and 13th from there.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / ticksPerSecond
}
