// What is measured has the machine to itself, as if whoever drives it were elsewhere.
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/** The first core belongs to what is measured: this process, PostgreSQL and Redis go to the second. False where we may not choose. */
export function pinOthers(): boolean {
  const { TEST_DATABASE_CONTAINER: database, TEST_REDIS_CONTAINER: redis } = process.env
  try {
    pin(process.pid, '1')
    if (!database || !redis) return false
    execFileSync('docker', ['update', '--cpuset-cpus', '1', database, redis], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Everybody may be anywhere, as where nobody arranged anything. */
export function freeAll(server: number): void {
  const { TEST_DATABASE_CONTAINER: database, TEST_REDIS_CONTAINER: redis } = process.env
  const all = `0-${cpus().length - 1}`
  try {
    for (const pid of [process.pid, server]) pin(pid, all)
    if (database && redis)
      execFileSync('docker', ['update', '--cpuset-cpus', all, database, redis], { stdio: 'ignore' })
  } catch {
    // Where nothing can be pinned nothing is.
  }
}

function pin(pid: number, cores: string): void {
  execFileSync('taskset', ['-a', '-p', '-c', cores, String(pid)], { stdio: 'ignore' })
}

/** This process is never kept waiting for a core, and so reports no wait of its own as one of ours; false where it may not be first. */
export function putDriverFirst(isFirst: boolean): boolean {
  try {
    execFileSync('chrt', ['-a', ...(isFirst ? ['-f', '-p', '1'] : ['-o', '-p', '0']), String(process.pid)], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
