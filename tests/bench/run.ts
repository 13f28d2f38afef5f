// `npm run bench`: prints what it measured and keeps it as dated JSON. Compare figures of one run only.
// It runs with `--single-threaded-gc`: V8's helpers would wait for the database on the same core, and the driver for them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOptions } from '../../scripts/read-options.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'
import { measureAudit } from './audit.ts'
import { measureCharts } from './charts.ts'
import { measureDashboards } from './dashboards.ts'
import { benchSecret, drive, findSustained, slackMessages } from './drive.ts'
import { measureBesideImport } from './import-beside.ts'
import { measurePeers, type PeerOptions } from './peers/measure-peers.ts'
import { pinOthers, putDriverFirst } from './pin-others.ts'
import { measureSandbox } from './sandbox.ts'
import { pinning, residentMb, startBare, startBellhop } from './server.ts'
import { measureUnderAttack } from './under-attack.ts'
import { wearIn } from './wear-in.ts'

const text = { type: 'string' } as const
const values = readOptions(
  { only: text, rounds: text, seconds: text, from: text, to: text, targets: text, kinds: text },
  'Say "npm run bench", or "npm run bench -- --only start" for one section of it.',
)
const { only, ...shortened } = values
const isShortLook = Object.keys(shortened).length > 0
const report: Record<string, unknown> = {
  at: new Date().toISOString(),
  cores: cpus().length,
  node: process.version,
  pinning,
}
const keys = Buffer.alloc(32, 7).toString('base64')
const slack = {
  SLACK_SIGNING_SECRET: benchSecret,
  SLACK_BOT_TOKEN: 'xoxb-bench',
  SLACK_API_URL: 'http://127.0.0.1:9/api/',
}
const path = '/slack/events'

await section('start', measureStart)
await section('import', () => inFolder((dataDir) => measureBesideImport(dataDir)))
await section('memory', measureMemory)
await section('sandbox', measureSandbox)
await section('under-attack', () => measureUnderAttack(keys))
await section('audit', measureAudit)
await section('charts', async () => measureCharts())
await section('dashboards', measureDashboards)
// From here on this process and the databases keep to the second core.
await section('ack', measureAck)
await section('peers', () => measurePeers(peerOptions()))
mkdirSync('tests/bench/results', { recursive: true })
const name = [String(report.at).slice(0, 10), only].filter(Boolean).join('-')
const isSkipped = only !== undefined && String(report[only]).startsWith('skipped')
// A section that could not be measured takes the place of no figure.
if (!isShortLook && !isSkipped)
  writeFileSync(`tests/bench/results/${name}.json`, `${JSON.stringify(report, null, 2)}\n`)

/** `--only peers --targets bellhop,bolt --kinds slash --seconds 1 --from 100 --to 200` is a short look: one round, or `--rounds`. */
function peerOptions(): PeerOptions {
  const { rounds, seconds, from, to, targets, kinds } = shortened
  return {
    ...(isShortLook ? { rounds: Number(rounds ?? 1) } : {}),
    ...(seconds ? { seconds: Number(seconds) } : {}),
    ...(from ? { from: Number(from) } : {}),
    ...(to ? { to: Number(to) } : {}),
    ...(targets ? { targets: targets.split(',') } : {}),
    ...(kinds ? { kinds: kinds.split(',') } : {}),
  }
}

async function section(name: string, measure: () => Promise<unknown>): Promise<void> {
  if (only && only !== name) return
  console.log(`... ${name}`)
  report[name] = await measure()
  console.log(
    JSON.stringify(report[name], (key, value) => (key === 'steps' || key === 'results' ? undefined : value), 2),
  )
}

/** From the start of the process to `/readyz` 200: on a new data directory, and on one that exists. */
function measureStart(): Promise<unknown> {
  return inFolder(async (dataDir) => {
    const times: number[] = []
    for (let run = 0; run < 6; run++) {
      const server = await startBellhop({ DATA_DIR: dataDir })
      times.push(server.readyMs)
      await server.stop()
    }
    const [fresh, ...existing] = times
    return { freshMs: fresh, existingMs: existing.sort((a, b) => a - b), medianMs: existing[2] }
  })
}

/**
 * Stored-then-acknowledged events on PostgreSQL beside a server that only verifies, in turn on the same core. How fast a shared machine is
 * changes by the minute, so both are measured three times, one after the other, and of the three shares the middle one counts. The embedded
 * database is measured once, after them: a disk that lets go of its folder is slow for a while.
 */
async function measureAck(): Promise<unknown> {
  const isPinned = pinOthers()
  const isWornIn = await wearIn()
  const bare: Sustained[] = []
  const postgres: Sustained[] = []
  for (let round = 0; round < 3; round++) {
    bare.push(await onBare(round))
    if (databaseUrl) postgres.push(await onPostgres(round))
  }
  const embedded = await inFolder(async (dataDir) => {
    const server = await startBellhop({ ...slack, DATA_DIR: dataDir })
    const found = await sustained(server.url, 'E')
    await server.stop()
    return found
  })
  const shares = postgres.map(({ max }, round) => share(max, bare[round]?.max))
  const bareMax = middleOf(bare.map(({ max }) => max))
  return {
    isPinned,
    isWornIn,
    bare,
    embedded,
    postgres: databaseUrl ? postgres : 'skipped: it needs TEST_DATABASE_URL',
    postgresP99AtHalf: middleOf(postgres.map(({ half }) => half.p99)),
    shareOfBare: { embedded: share(embedded.max, bareMax), postgres: middleOf(shares), ofEachRound: shares },
  }
}

type Sustained = Awaited<ReturnType<typeof sustained>>

function share(max: number, bareMax: number | undefined): number {
  return Number((max / (bareMax ?? Number.NaN)).toFixed(2))
}

function middleOf(tries: number[]): number | undefined {
  return tries.toSorted((a, b) => a - b)[Math.floor(tries.length / 2)]
}

async function onBare(round: number): Promise<Sustained> {
  const server = await startBare()
  const found = await sustained(server.url, `B${round}`)
  await server.stop()
  return found
}

/** The driver stands for a platform that is elsewhere: what shares its core with it must not make it late. */
async function sustained(url: string, epoch: string) {
  const isDriverFirst = putDriverFirst(true)
  const found = await findSustained(url, path, slackMessages(epoch))
  putDriverFirst(false)
  return { ...found, isDriverFirst }
}

async function onPostgres(round: number): Promise<Sustained> {
  const database = await freshDatabase()
  const server = await startBellhop({ ...slack, DATABASE_URL: database.url, ENCRYPTION_KEYS: keys, ROLE: 'web' })
  const found = await sustained(server.url, `P${round}`)
  await server.stop()
  await database.drop()
  return found
}

/** What 100,000 conversations leave in memory, once every event of theirs was handled. */
function measureMemory(): Promise<unknown> {
  return inFolder(async (dataDir) => {
    const server = await startBellhop({ ...slack, DATA_DIR: dataDir })
    const idleMb = residentMb(server.pid)
    const measured = await drive(server.url, path, slackMessages('M')(0), 700, 100_000 / 700)
    await quiet(server.url)
    const afterMb = residentMb(server.pid)
    await server.stop()
    return { idleMb, afterMb, moreMb: afterMb - idleMb, conversations: measured.acked }
  })
}

async function quiet(url: string): Promise<void> {
  for (let same = 0, last = ''; same < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const text = await (await fetch(`${url}/metrics`)).text()
    const handled = /bellhop_handling_seconds_count\{[^}]*\} (\d+)/.exec(text)?.[1] ?? ''
    same = handled === last ? same + 1 : 0
    last = handled
  }
}

async function inFolder<T>(work: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-bench-'))
  try {
    return await work(dataDir)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
