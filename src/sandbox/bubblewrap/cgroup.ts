// A cgroup for each run: what bubblewrap itself cannot limit.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { SandboxLimits } from '../../ports/sandbox.ts'
import { cpuShares } from '../limits.ts'

export type Cgroup = {
  /** Throws when it may not be so large. */
  resize(limits: SandboxLimits): void
  /** Whoever writes its process id into each of these is in the group. */
  doors: string[]
  ranOutOfMemory(): boolean
  /** Kills whatever is in it and takes it away. */
  destroy(): Promise<void>
}

type Setting = [name: string, value: string | number]

const root = '/sys/fs/cgroup'
const prefix = 'bellhop-sandbox-'
const controllers = ['memory', 'pids', 'cpu']
const periodUs = 100_000
const oldMs = 60_000

/** Where groups of ours can be made: on the older kind one place for each controller, on the newer one place for all. */
export function findCgroups(): string[] | undefined {
  try {
    const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')
    const own = (controller: string) =>
      lines.map((line) => line.split(':')).find(([, names = '']) => names.split(',').includes(controller))?.[2]
    const place = (controller: string) => join(root, controller, own(controller) ?? '/missing')
    const isPlace = (path: string) => existsSync(join(path, 'cgroup.procs'))
    const older = controllers.map(place)
    if (older.every(isPlace)) return [...older, ...[place('cpuset')].filter(isPlace)]
    const newer = join(root, lines.find((line) => line.startsWith('0::'))?.slice(3) ?? '/missing')
    const handedDown = readFileSync(join(newer, 'cgroup.subtree_control'), 'utf8').split(/\s+/)
    return controllers.every((controller) => handedDown.includes(controller)) ? [newer] : undefined
  } catch {
    return undefined
  }
}

/** Throws when this process may not make one. */
export function createCgroup(places: string[], id: string, limits: SandboxLimits): Cgroup {
  const paths = places.map((place) => join(place, `${prefix}${id}`))
  for (const path of paths) mkdirSync(path)
  const write = (settings: Setting[]) => {
    for (const [name, value] of settings)
      for (const path of paths) if (existsSync(join(path, name))) writeFileSync(join(path, name), String(value))
  }
  write([...takings(paths, limits), ...coresOf(places)])

  return {
    resize: (wanted) => write(takings(paths, wanted)),
    doors: paths.map((path) => join(path, 'cgroup.procs')),
    ranOutOfMemory: () =>
      paths.some((path) =>
        ['memory.events', 'memory.oom_control'].some((name) => /^oom_kill [1-9]/m.test(readIfThere(join(path, name)))),
      ),
    async destroy() {
      for (let left = 100; left > 0; left--) {
        for (const path of paths) killAll(path)
        const isGone = paths.map(remove).every(Boolean)
        if (isGone) return
        await pause(20)
      }
    },
  }
}

function takings(paths: string[], { memoryMb, cpus, pids }: SandboxLimits): Setting[] {
  const memory = memoryMb * 1024 * 1024
  const quotaUs = Math.round(cpus * periodUs)
  if (paths.length === 1)
    return [
      ['memory.max', memory],
      ['memory.swap.max', 0],
      ['pids.max', pids],
      ['cpu.max', `${quotaUs} ${periodUs}`],
      ['cpu.weight', Math.round((cpuShares * 100) / 1_024)],
    ]
  const both = 'memory.memsw.limit_in_bytes'
  return [
    // Memory is never more than memory and swap together: lifted first, set last.
    [both, -1],
    ['memory.limit_in_bytes', memory],
    [both, memory],
    ['pids.max', pids],
    ['cpu.cfs_quota_us', quotaUs],
    ['cpu.shares', cpuShares],
  ]
}

/** All but the first of those we have ourselves, if there are others: whatever code does, that one is left to everybody else. */
function coresOf(places: string[]): Setting[] {
  const read = (...names: string[]) =>
    names.flatMap((name) => places.map((place) => readIfThere(join(place, name)).trim())).find(Boolean) ?? ''
  const cores = listed(read('cpuset.cpus.effective', 'cpuset.effective_cpus', 'cpuset.cpus'))
  return [
    // The older kind lets nobody in before it knows both.
    ['cpuset.mems', read('cpuset.mems.effective', 'cpuset.effective_mems', 'cpuset.mems')],
    ['cpuset.cpus', (cores.length > 1 ? cores.slice(1) : cores).join(',')],
  ]
}

/** `0-2,5` in full. */
function listed(ranges: string): number[] {
  return ranges.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number)
    return Array.from({ length: Number.isNaN(first) ? 0 : last - first + 1 }, (_, i) => first + i)
  })
}

/** Takes away the empty groups of processes that are gone: one that is in use cannot be, and a new one is about to be used. */
export function sweepCgroups(places: string[], now = Date.now()): void {
  const ours = places.flatMap((place) =>
    readdirSync(place)
      .filter(isOurs)
      .map((name) => join(place, name)),
  )
  for (const path of ours) if (now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > oldMs) remove(path)
}

function isOurs(name: string): boolean {
  return name.startsWith(prefix)
}

function killAll(path: string): void {
  for (const pid of readIfThere(join(path, 'cgroup.procs')).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}

function remove(path: string): boolean {
  try {
    rmdirSync(path)
    return true
  } catch {
    return !existsSync(path)
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
