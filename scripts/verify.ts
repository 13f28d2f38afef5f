// Everything CI wants to know, in order, with the time each step took: code, tests, services, one short round of faults.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDockerThere } from './docker.ts'
import { isThere, root, runStep, type StepResult, stepLine } from './run-step.ts'
import { addUp, readReports } from './totals.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const reports = mkdtempSync(join(tmpdir(), 'bellhop-verify-'))
const limitSeconds = 480
const done: StepResult[] = []
const skipped: string[] = []

await run('check', words('check'))
await run('test', tests('test'))
const hasServices = (await isDockerThere()) || Boolean(process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL)
await runWhere(hasServices, 'test:services', tests('test:services'))
if (isThere('tests/faults/run.ts')) await runWhere(hasServices, 'test:faults', [...words('test:faults'), '--short'])

console.log('')
for (const result of done) console.log(stepLine(result))
for (const name of skipped)
  console.log(`- ${name}: skipped, because it needs Docker or TEST_DATABASE_URL and TEST_REDIS_URL`)
const total = addUp(readReports(done.map(({ name }) => reportOf(name))))
const failedSteps = done.filter(({ code }) => code !== 0)
// A step that failed without a failing test to show for it counts as one.
const unexplained = failedSteps.filter(({ name }) => addUp(readReports([reportOf(name)])).failed === 0)
rmSync(reports, { recursive: true })
console.log(
  `${total.passed} passed, ${total.failed + unexplained.length} failed, ${total.skipped + skipped.length} skipped`,
)
process.exitCode = failedSteps.length > 0 ? 1 : 0

async function runWhere(possible: boolean, name: string, command: string[]): Promise<void> {
  if (possible) await run(name, command)
  else skipped.push(name)
}

async function run(name: string, command: string[]): Promise<void> {
  console.log(`\n── ${name}`)
  done.push(await runStep({ name, command, limitSeconds }, true))
}

function tests(script: string): string[] {
  const json = ['--reporter=json', `--outputFile.json=${reportOf(script)}`]
  return [...words(script), '--reporter=default', ...json]
}

function words(script: string): string[] {
  return (scripts[script] ?? '').split(' ')
}

function reportOf(script: string): string {
  return join(reports, `${script.replace(':', '-')}.json`)
}
