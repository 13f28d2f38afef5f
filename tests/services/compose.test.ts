// `docker compose up` from the repository as it is: everything becomes healthy, and heals when a part of it went away.
import { spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker } from '../../scripts/docker.ts'
import { findFreePort } from '../../scripts/find-free-port.ts'

const hasCompose =
  spawnSync('docker', ['compose', 'version']).status === 0 && spawnSync('docker', ['info']).status === 0
const project = `bellhop-test-${process.pid}`
const image = `${project}:latest`

type Check = { name: string; ok: boolean; detail: string }
type Readiness = { status: number; ready: boolean; checks: Check[] }

describe.skipIf(!hasCompose)('docker compose up (needs Docker with compose)', () => {
  let port: number

  beforeAll(async () => {
    port = await findFreePort()
    await compose('up', '--detach', '--build')
    await until(async () => (await readiness()).ready)
  }, 420_000)

  afterAll(async () => {
    await compose('down', '--volumes', '--timeout', '5')
    await docker(['rmi', '--force', image])
  })

  it('ends with every service healthy', async () => {
    await until(async () => (await states()).every((state) => state.endsWith(' healthy')))
    expect((await states()).sort()).toEqual(['app healthy', 'postgres healthy', 'valkey healthy', 'worker healthy'])
  })

  it('works on PostgreSQL, as a login that row-level security binds', async () => {
    const { checks } = await readiness()
    expect(checks.find(({ name }) => name === 'store')?.detail).toContain('PostgreSQL')
    const roles = `select rolname, rolsuper or rolbypassrls as bypasses from pg_roles where rolname like 'bellhop%' order by 1`
    const rows = await compose('exec', '-T', 'postgres', 'psql', '-U', 'postgres', '-d', 'bellhop', '-At', '-c', roles)
    expect(rows.trim().split('\n')).toEqual(['bellhop|f', 'bellhop_platform|f', 'bellhop_tenant|f'])
  })

  it('keeps the queue behind a password', async () => {
    expect(await compose('exec', '-T', 'valkey', 'valkey-cli', 'ping')).toContain('NOAUTH')
  })

  it.each([
    ['postgres', 'store'],
    ['valkey', 'queue'],
  ])('notices that %s died, and heals when it is back', async (service, name) => {
    const isFine = async () => (await readiness()).checks.find((check) => check.name === name)?.ok
    await compose('kill', service)
    await until(async () => (await isFine()) === false)
    await compose('start', service)
    await until(async () => (await isFine()) === true)
  })

  it.each(['app', 'worker'])('restarts %s within the time it is given, and heals', async (service) => {
    // Longer than this test: whoever had to be killed would not be back in time.
    await compose('restart', '--timeout', '300', service)
    await until(async () => (await readiness()).ready && (await states()).includes(`${service} healthy`))
  })

  it('keeps the secrets of its first start', async () => {
    const secrets = () => compose('exec', '-T', 'app', 'sha256sum', '/run/bellhop/env.sh')
    const before = await secrets()
    await compose('up', '--detach', '--force-recreate', '--timeout', '5')
    await until(async () => (await readiness()).ready)
    expect(await secrets()).toBe(before)
  })

  async function compose(...args: string[]): Promise<string> {
    // A person's own .env must never be read here: its tokens would bring a second bot to life.
    const own = { BELLHOP_ENV_FILE: '/dev/null', BELLHOP_IMAGE: image, PORT: String(port), BIND_ADDRESS: '127.0.0.1' }
    const done = await docker(['compose', '--env-file', '/dev/null', '--project-name', project, ...args], '', own)
    if (done.code !== 0) throw new Error(`docker compose ${args.join(' ')} failed: ${done.errors || done.output}`)
    return done.output
  }

  async function readiness(): Promise<Readiness> {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) })
      return { status: answer.status, ...((await answer.json()) as Omit<Readiness, 'status'>) }
    } catch {
      return { status: 0, ready: false, checks: [] }
    }
  }

  async function states(): Promise<string[]> {
    return (await compose('ps', '--format', '{{.Service}} {{.Health}}')).trim().split('\n')
  }
})

/** Docker tells nobody when a container becomes healthy: asking again is the only way to know. */
async function until(isSo: () => Promise<boolean | undefined>): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; await pause(250)) if (await isSo()) return
  throw new Error('it did not come to this within 90 seconds')
}
