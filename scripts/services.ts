// PostgreSQL with pgvector and Valkey in containers, on free loopback ports, for as long as a script needs them.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { docker, isDockerThere } from './docker.ts'
import { findFreePort } from './find-free-port.ts'
import { root } from './run-step.ts'

type Service = {
  image: string
  port: number
  env(port: number): Record<string, string>
  /** What to run, listening there, and what says that it answers there. */
  command(listening: Listening): string[]
  ready(port: number): string[]
}
type Listening = { address: string; port: number }
type Started = { id: string; port: number }

const password = randomBytes(16).toString('hex')
const startLimitMs = 90_000
const started: string[] = []

const postgres: Service = {
  image: 'pgvector/pgvector:pg17',
  port: 5432,
  // The server and its tools read the port from there. Databases of tests compare text as `create-bellhop.sql` has it.
  env: (port) => ({
    POSTGRES_PASSWORD: password,
    POSTGRES_INITDB_ARGS: '--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8',
    PGPORT: String(port),
  }),
  command: ({ address }) => ['postgres', '-c', 'max_connections=300', '-c', `listen_addresses=${address}`],
  // Over TCP: while the image prepares itself it answers on its socket alone.
  ready: () => ['pg_isready', '-q', '-h', '127.0.0.1', '-U', 'postgres'],
}

const valkey: Service = {
  image: 'valkey/valkey:8',
  port: 6379,
  env: () => ({}),
  command: ({ address, port }) => [
    ...['valkey-server', '--bind', address, '--port', String(port), '--protected-mode', 'no'],
    ...['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'],
  ],
  ready: (port) => ['valkey-cli', '-p', String(port), 'ping'],
}

/** The variables that tests read. Containers are named too, so that fault tests can stop and start them. */
export async function startServices(signal: AbortSignal): Promise<Record<string, string>> {
  const given = { database: process.env.TEST_DATABASE_URL, redis: process.env.TEST_REDIS_URL }
  if (given.database && given.redis) return {}
  if (!(await isDockerThere()))
    throw new Error(
      'This needs Docker for PostgreSQL and Valkey: install it from https://docs.docker.com/get-docker/ and start it, ' +
        'or set TEST_DATABASE_URL and TEST_REDIS_URL to servers of your own.',
    )
  // All are waited for even when one fails, so that none starts behind the back of stopServices.
  const outcomes = await Promise.allSettled([
    given.database ? {} : startPostgres(signal),
    given.redis ? {} : startValkey(signal),
  ])
  const variables: Record<string, string> = {}
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason
    Object.assign(variables, outcome.value)
  }
  return variables
}

export async function stopServices(): Promise<void> {
  await Promise.all(started.splice(0).map((id) => docker(['rm', '--force', '--volumes', id])))
}

async function startPostgres(signal: AbortSignal): Promise<Record<string, string>> {
  const { id, port } = await start(postgres, signal)
  await superuser(id, readFileSync(`${root}/deploy/postgres/create-bellhop.sql`, 'utf8'))
  // Tests give each of their databases a name of its own, and every new one is to have pgvector.
  await superuser(id, 'ALTER ROLE bellhop CREATEDB;\n\\connect template1\nCREATE EXTENSION vector;\n')
  // What Bellhop reads of databases of others, it reads as a login like this one.
  await superuser(id, `CREATE ROLE outside_reader LOGIN PASSWORD '${password}';\n`)
  return {
    TEST_READER_URL: `postgres://outside_reader:${password}@127.0.0.1:${port}/bellhop`,
    TEST_DATABASE_URL: `postgres://bellhop:${password}@127.0.0.1:${port}/bellhop`,
    TEST_DATABASE_CONTAINER: id,
  }
}

async function startValkey(signal: AbortSignal): Promise<Record<string, string>> {
  const { id, port } = await start(valkey, signal)
  return { TEST_REDIS_URL: `redis://127.0.0.1:${port}`, TEST_REDIS_CONTAINER: id }
}

/** The port is chosen here, not by Docker: a container that is stopped and started again must keep it. */
async function start(service: Service, signal: AbortSignal): Promise<Started> {
  const port = await findFreePort()
  const isShared = await canShareOurNetwork()
  const inside = isShared ? { address: '127.0.0.1', port } : { address: '*', port: service.port }
  const env = Object.entries(service.env(inside.port)).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const network = isShared ? ['--network', 'host'] : ['--publish', `127.0.0.1:${port}:${service.port}`]
  const asked = ['run', '--detach', '--label', 'bellhop.tests', ...network, ...env, service.image]
  const run = await docker([...asked, ...service.command(inside)])
  const id = run.output.trim().split('\n').at(-1) ?? ''
  if (run.code !== 0) throw new Error(`Docker could not start ${service.image}: ${run.errors.trim()}`)
  started.push(id)
  const deadline = Date.now() + startLimitMs
  while ((await docker(['exec', id, ...service.ready(inside.port)])).code !== 0) {
    signal.throwIfAborted()
    if (Date.now() > deadline)
      throw new Error(`${service.image} did not become ready in ${startLimitMs / 1000} seconds.`)
    await pause(200)
  }
  return { id, port }
}

/** Docker's proxy costs more than the database behind it. Only where Docker runs in a machine of its own is there no way around it. */
async function canShareOurNetwork(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { code, output } = await docker(['info', '--format', '{{.OperatingSystem}} {{.SecurityOptions}}'])
  return code === 0 && !/Docker Desktop|rootless/.test(output)
}

/** Says these statements to the server in that container, as whoever may do everything there. */
export async function superuser(id: string, sql: string): Promise<void> {
  const psql = ['psql', '--quiet', '--username', 'postgres', '--set', 'ON_ERROR_STOP=1']
  const done = await docker(['exec', '-i', '--env', `BELLHOP_DATABASE_PASSWORD=${password}`, id, ...psql], sql)
  if (done.code !== 0) throw new Error(`PostgreSQL could not be prepared: ${done.errors.trim()}`)
}
