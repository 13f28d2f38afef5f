// What is measured has the machine to itself, as if whoever drives it were elsewhere.
import { execFileSync } from 'node:child_process'

/** The first core belongs to what is measured: this process, PostgreSQL and Redis go to the second. False where we may not choose. */
export function pinOthers(): boolean {
  const { TEST_DATABASE_CONTAINER: database, TEST_REDIS_CONTAINER: redis } = process.env
  try {
    pinThisProcess('1')
    if (!database || !redis) return false
    execFileSync('docker', ['update', '--cpuset-cpus', '1', database, redis], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function pinThisProcess(cores: string): void {
  execFileSync('taskset', ['-a', '-p', '-c', cores, String(process.pid)], { stdio: 'ignore' })
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
