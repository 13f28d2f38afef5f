// The fault run: `npm run test:faults [-- --short] [-- --seed N]`. Prints what was done and found, and keeps it as dated JSON.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOptions } from '../../scripts/read-options.ts'
import { freshDatabase } from '../support/fresh-database.ts'
import { createRandom } from './random.ts'
import { type RoundOptions, type RoundResult, runRound } from './round.ts'
import { type Round, roundsOf, type Where } from './rounds.ts'

const values = readOptions(
  {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
  'Say "npm run test:faults", with "-- --short", "--seed 7" or "--only planted" behind it for less.',
)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const rounds = roundsOf(values.short ? 1 : 10)
const results: (RoundResult & Pick<Round, 'shows'>)[] = []
if (values.only && !rounds.some(({ name }) => isMeant(name))) {
  console.error(`No round is called so. There are: ${rounds.map(({ name }) => name).join('; ')}.`)
  process.exit(1)
}
console.log(`seed ${seed}`)

// Side by side: what happens to the servers does not concern the embedded ones. On the servers, one round at a time.
await Promise.all([lane('embedded'), lane('postgres')])

const failed = results.filter((result) => !isAsExpected(result))
keep()
for (const result of results) console.log(lineOf(result))
const passed = results.length - failed.length
console.log(`${passed} passed, ${failed.length} failed`)
process.exit(failed.length > 0 ? 1 : 0)

function isMeant(name: string): boolean {
  return !values.only || name.includes(values.only)
}

async function lane(where: Where): Promise<void> {
  for (const [at, round] of rounds.entries())
    if (round.where === where && isMeant(round.name)) await run(round, seed + at)
}

/** Chance is each round's own, so that one alone goes as it went among the others. */
async function run(round: Round, itsSeed: number): Promise<void> {
  console.log(`... ${round.name}`)
  const random = createRandom(itsSeed)
  const troubles = round.troubles(random)
  const options = { ...round, random, troubles, conversations: 20, verbose: values.verbose }
  const result = await inPlace(round.where, (place) => runRound({ ...options, place }))
  results.push({ ...result, ...(round.shows ? { shows: round.shows } : {}) })
}

async function inPlace<T>(where: Where, work: (place: RoundOptions['place']) => Promise<T>): Promise<T> {
  if (where === 'postgres') {
    const database = await freshDatabase()
    return work({ databaseUrl: database.url }).finally(() => database.drop())
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-faults-'))
  return work({ dataDir }).finally(() => rmSync(dataDir, { recursive: true, force: true }))
}

/** Nothing is wrong, or what was planted was found as what it is. */
function isAsExpected({ faults, shows }: (typeof results)[number]): boolean {
  return shows ? faults.some(({ what }) => what === shows) : faults.length === 0
}

function lineOf(result: (typeof results)[number]): string {
  const counts = { ...result.kills, ...result.serverTroubles }
  const troubles = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${name} ${count}`] : []))
  const found =
    result.faults.length === 0
      ? 'nothing wrong'
      : `${result.faults.length} wrong, first: ${JSON.stringify(result.faults[0])}`
  const verdict = isAsExpected(result) ? 'ok  ' : 'FAIL'
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
