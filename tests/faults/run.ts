// The fault run: `npm run test:faults [-- --short] [-- --seed N]`. Prints what was done and found, and keeps it as dated JSON.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freshDatabase } from '../support/fresh-database.ts'
import type { Plant } from './child.ts'
import { createRandom, shuffled } from './random.ts'
import { type RoundOptions, type RoundResult, runRound, type Trouble } from './round.ts'
import { breakConnections, emptyValkey, restartDatabase, restartValkey } from './servers.ts'
import { stages } from './stages.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const random = createRandom(seed)
const times = values.short ? 1 : 10
const kills = (): Trouble[] =>
  shuffled(
    stages.flatMap((stage) => Array.from({ length: times }, () => ({ kind: 'kill' as const, stage }))),
    random,
  )

type Given = Omit<RoundOptions, 'random' | 'name' | 'place'>
const results: (RoundResult & { expectsFaults: boolean })[] = []
console.log(`seed ${seed}`)

await round('killed on PGlite', 'embedded', { processes: 1, troubles: kills(), conversations: 20, jobs: 0.2 })
await round('killed on PostgreSQL, two processes', 'postgres', {
  processes: 2,
  troubles: kills(),
  conversations: 20,
  jobs: 0.2,
})
await round('PostgreSQL restarted and cut off', 'postgres', {
  processes: 2,
  troubles: serverTroubles(times * 2),
  conversations: 20,
  jobs: 0.2,
})
await round('Valkey killed and emptied', 'postgres', {
  processes: 2,
  troubles: valkeyTroubles(times),
  conversations: 20,
  jobs: 0.5,
  ...redis(),
})
for (const plant of ['ack before commit', 'no dedupe', 'send not recorded'] satisfies Plant[])
  await round(`planted: ${plant}`, 'embedded', {
    processes: 1,
    troubles: plantTroubles(),
    conversations: 20,
    plant,
    patienceMs: 4_000,
  })

const failed = results.filter((result) => result.faults.length > 0 !== result.expectsFaults)
keep()
for (const result of results) console.log(lineOf(result))
const passed = results.length - failed.length
console.log(`${passed} passed, ${failed.length} failed`)
process.exit(failed.length > 0 ? 1 : 0)

async function round(name: string, where: 'embedded' | 'postgres', given: Given): Promise<void> {
  if (values.only && !name.includes(values.only)) return
  const options = { ...given, name, random, verbose: values.verbose }
  console.log(`... ${name}`)
  const result = where === 'embedded' ? await onEmbedded(options) : await onPostgres(options)
  results.push({ ...result, expectsFaults: given.plant !== undefined })
}

async function onEmbedded(options: Omit<RoundOptions, 'place'>): Promise<RoundResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-faults-'))
  try {
    return await runRound({ ...options, place: { dataDir } })
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function onPostgres(options: Omit<RoundOptions, 'place'>): Promise<RoundResult> {
  const database = await freshDatabase()
  try {
    return await runRound({ ...options, place: { databaseUrl: database.url } })
  } finally {
    await database.drop()
  }
}

function serverTroubles(each: number): Trouble[] {
  return shuffled(
    Array.from({ length: each }, () => [
      { kind: 'servers' as const, name: 'restarted', make: restartDatabase },
      { kind: 'servers' as const, name: 'cut off', make: breakConnections },
    ]).flat(),
    random,
  )
}

function valkeyTroubles(each: number): Trouble[] {
  return Array.from({ length: each }, () => [
    { kind: 'servers' as const, name: 'emptied', make: emptyValkey },
    { kind: 'servers' as const, name: 'killed', make: restartValkey },
  ]).flat()
}

/** A planted fault shows within a few deaths at the place where it bites. */
function plantTroubles(): Trouble[] {
  return (['insert', 'commit', 'record', 'send', 'record'] as const).map((stage) => ({ kind: 'kill', stage }))
}

function redis(): { redisUrl?: string } {
  const url = process.env.TEST_REDIS_URL
  return url ? { redisUrl: url } : {}
}

function lineOf(result: (typeof results)[number]): string {
  const counts = { ...result.kills, ...result.serverTroubles }
  const troubles = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${name} ${count}`] : []))
  const found =
    result.faults.length === 0
      ? 'nothing wrong'
      : `${result.faults.length} wrong, first: ${JSON.stringify(result.faults[0])}`
  const verdict = result.faults.length > 0 === result.expectsFaults ? 'ok  ' : 'FAIL'
  return `${verdict} ${result.name}: ${troubles.join(', ')}; ${result.acked} acked, ${result.replies} replies, ${result.effects} effects; ${found} (${result.seconds} s)`
}

function keep(): void {
  if (values.short) return
  mkdirSync('tests/faults/results', { recursive: true })
  const report = {
    at: new Date().toISOString(),
    seed,
    results: results.map((result) => ({ ...result, faults: result.faults.slice(0, 20) })),
  }
  writeFileSync(`tests/faults/results/${report.at.slice(0, 10)}.json`, `${JSON.stringify(report, null, 2)}\n`)
}
