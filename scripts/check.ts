// Everything about the code that can be checked in seconds without any service: one line each, all at once.
import { deadDocPaths, readDocuments } from './architecture/doc-paths.ts'
import { isThere, root, runStep, type Step, type StepResult, stepLine } from './run-step.ts'

// What was checked once is not checked again until it, or what it imports, changes.
const known = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo']

const steps: Step[] = [
  { name: 'format and lint', command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.', ...known] },
  { name: 'architecture', command: ['vitest', 'run', 'tests/architecture.test.ts'] },
  { name: 'dead code and dependencies', command: ['knip', '--no-progress', '--no-config-hints'] },
]

const results = await Promise.all([
  ...steps.map(async (step) => tell(await runStep({ ...step, env: { NO_COLOR: '1' } }))),
  tell(checkDocuments()),
])
process.exitCode = results.every((result) => result.code === 0) ? 0 : 1

function checkDocuments(): StepResult {
  const started = performance.now()
  const dead = deadDocPaths(readDocuments(root), isThere)
  const seconds = (performance.now() - started) / 1000
  return { name: 'paths in documents', code: dead.length ? 1 : 0, seconds, output: dead.join('\n') }
}

function tell(result: StepResult): StepResult {
  console.log(stepLine(result))
  if (result.code !== 0) console.log(`${result.output.trim()}\n`)
  return result
}
