// Everything CI wants to know, in order, with the time each step took: code, tests, services, one short round of faults.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '../tests/support/open-browser.ts'
import { isDockerThere } from './docker.ts'
import { root, runStep, type StepResult, stepLine } from './run-step.ts'
import { addUp, failuresSaid, type Outcome, readReports, totalsSaid } from './totals.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const reports = mkdtempSync(join(tmpdir(), 'bellhop-verify-'))
const limitSeconds = 1_200
const done: StepResult[] = []
const skipped: { name: string; needs: string }[] = []

await run('check', words('check'))
await run('test', vitest('test'))
const hasServices = (await isDockerThere()) || Boolean(process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL)
const servers = { there: hasServices, needs: 'Docker or TEST_DATABASE_URL and TEST_REDIS_URL' }
await runWhere(servers, 'test:services', vitest('test:services'))
await runWhere(servers, 'test:faults', [...words('test:faults'), '--short'])
await runWhere(
  { there: findBrowser() !== undefined, needs: 'Chromium or Chrome' },
  'test:browser',
  vitest('test:browser'),
)

console.log('')
// Once more at the end, where whoever reads a long output looks first.
for (const failure of failuresSaid(readReports(done.map(reportOf)))) console.log(`${failure}\n`)
for (const result of done) console.log(stepLine(result))
for (const { name, needs } of skipped) console.log(`- ${name}: skipped, because it needs ${needs}`)
const tests = addUp(readReports(done.map(reportOf)))
const others = done.filter((result) => !existsSync(reportOf(result))).map((result) => totalsSaid(result.output))
const failedSteps = done.filter(({ code }) => code !== 0)
// A step that failed without a failing test to show for it counts as one.
const unexplained = failedSteps.filter((result) => failuresOf(result) === 0).length
const sum = (outcome: Outcome) => [tests, ...others].reduce((total, one) => total + one[outcome], 0)
console.log(
  `${sum('passed')} passed, ${sum('failed') + unexplained} failed, ${sum('skipped') + skipped.length} skipped`,
)
rmSync(reports, { recursive: true })
process.exitCode = failedSteps.length > 0 ? 1 : 0

function failuresOf(result: StepResult): number {
  return addUp(readReports([reportOf(result)])).failed + totalsSaid(result.output).failed
}

async function runWhere(given: { there: boolean; needs: string }, name: string, command: string[]): Promise<void> {
  if (given.there) await run(name, command)
  else skipped.push({ name, needs: given.needs })
}

async function run(name: string, command: string[]): Promise<void> {
  console.log(`\n── ${name}`)
  done.push(await runStep({ name, command, limitSeconds }, true))
}

function vitest(script: string): string[] {
  return [...words(script), '--reporter=default', '--reporter=json', `--outputFile.json=${reportOf({ name: script })}`]
}

function words(script: string): string[] {
  return (scripts[script] ?? '').split(' ')
}

function reportOf({ name }: Pick<StepResult, 'name'>): string {
  return join(reports, `${name.replace(':', '-')}.json`)
}
