// The first core belongs to what is measured: this process, PostgreSQL and Redis go to the second.
import { execFileSync } from 'node:child_process'

/** False where the machine does not let us choose. */
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
