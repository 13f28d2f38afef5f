// Bubblewrap as a driver, if it is installed and all that is needed around it can be had.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { SandboxLimits } from '../../ports/sandbox.ts'
import type { Cell, Found } from '../cell.ts'
import { compileFilter } from '../seccomp/compile-filter.ts'
import { findProcessor } from '../seccomp/denied.ts'
import { warmUp } from '../warm-cell.ts'
import { bubblewrapArguments, descriptors } from './arguments.ts'
import { createCgroup, findCgroups, sweepCgroups } from './cgroup.ts'

const needed = ['/usr/bin/bwrap', '/usr/bin/python3', '/usr/bin/prlimit', '/usr/bin/setpriv']
const nobody = '65534'
const folder = fileURLToPath(new URL('../../../deploy/sandbox/', import.meta.url))
/** Enters its cgroups, then becomes what it was asked to be: nothing runs a moment outside them. */
const enter = 'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit 1; shift; n=$((n-1)); done; exec "$@"'

type Parts = {
  places: string[]
  filter: Buffer
  files: { runner: Buffer; play: Buffer; figure: Buffer }
}

export async function findBubblewrap(limits: SandboxLimits): Promise<Found> {
  const lacking = needed.find((path) => !existsSync(path))
  if (lacking) return { missing: `Bubblewrap cannot be used without ${lacking}.` }
  const processor = findProcessor(process.arch)
  if (!processor || process.platform !== 'linux') return { missing: 'Bubblewrap is not supported on this machine.' }
  const places = findCgroups()
  if (!places) return { missing: 'Bubblewrap is there, but without a cgroup of its own Bellhop cannot limit memory.' }
  const files = readFiles()
  if (!files) return { missing: 'Bubblewrap is there, but deploy/sandbox is not.' }
  const open = (wanted: SandboxLimits) => openCell({ places, filter: compileFilter(processor), files }, wanted)
  if (!(await works(open, limits))) return { missing: 'Bubblewrap is there, but does not start here.' }
  const detail = 'Code runs in bubblewrap, with the Python of this machine, one sandbox a run.'
  return { driver: { kind: 'bubblewrap', detail, open, sweep: async () => sweepCgroups(places) } }
}

function readFiles(): Parts['files'] | undefined {
  const read = (name: string) => readFileSync(`${folder}${name}`)
  try {
    return { runner: read('runner.py'), play: read('play.py'), figure: read('figure.py') }
  } catch {
    return undefined
  }
}

/** Whether a runner comes up: kernels and administrators forbid this in many ways. */
async function works(open: (limits: SandboxLimits) => Promise<Cell>, limits: SandboxLimits): Promise<boolean> {
  try {
    const cell = await warmUp(await open(limits))
    await cell.destroy()
    return true
  } catch {
    return false
  }
}

async function openCell({ places, filter, files }: Parts, limits: SandboxLimits): Promise<Cell> {
  const cgroup = createCgroup(places, randomUUID(), limits)
  const asNobody = ['/usr/bin/setpriv', '--reuid', nobody, '--regid', nobody, '--clear-groups', '--']
  const command = [
    ...['/bin/sh', '-c', enter, 'sh', String(cgroup.doors.length), ...cgroup.doors],
    ...(process.getuid?.() === 0 ? asNobody : []),
    ...['/usr/bin/bwrap', ...bubblewrapArguments(limits)],
  ]
  const [program = '', ...args] = command
  // Its environment can be read from inside, whatever bubblewrap clears.
  const child = spawn(program, args, {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const pipes: unknown[] = [...child.stdio]
  feed(pipes[descriptors.filter], filter)
  feed(pipes[descriptors.runner], files.runner)
  feed(pipes[descriptors.play], files.play)
  feed(pipes[descriptors.figure], files.figure)
  // Both are pipes, as `stdio` says.
  const [input, output] = [child.stdin as Writable, child.stdout as Readable]
  let hadTooMuch = false
  let gone: Promise<void> | undefined
  async function leave(): Promise<void> {
    hadTooMuch ||= cgroup.ranOutOfMemory()
    child.kill('SIGKILL')
    await ended
    await cgroup.destroy()
  }
  return {
    input,
    output,
    resize: async (wanted) => cgroup.resize(wanted),
    ranOutOfMemory: async () => hadTooMuch || cgroup.ranOutOfMemory(),
    destroy() {
      gone ??= leave()
      return gone
    },
  }
}

function feed(pipe: unknown, content: Buffer): void {
  const writable = pipe as Writable
  writable.on('error', () => undefined)
  writable.end(content)
}
