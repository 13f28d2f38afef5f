// Adds up what vitest's JSON reports say. A test that ran on several backends is one test: failed if it failed anywhere.
import { existsSync, readFileSync } from 'node:fs'

export type Outcome = 'passed' | 'failed' | 'skipped'

export type Totals = Record<Outcome, number>

type Test = { fullName: string; status: string; failureMessages?: string[] | null }

type Report = { testResults: { name: string; status: string; message?: string; assertionResults: Test[] }[] }

const linesOfAFailure = 12

const gravity: Outcome[] = ['skipped', 'passed', 'failed']

export function addUp(reports: Report[]): Totals {
  const outcomes = new Map<string, Outcome>()
  const note = (test: string, outcome: Outcome) => {
    const known = outcomes.get(test) ?? 'skipped'
    outcomes.set(test, gravity.indexOf(outcome) > gravity.indexOf(known) ? outcome : known)
  }
  for (const file of reports.flatMap((report) => report.testResults)) {
    for (const test of file.assertionResults) note(`${file.name} ${test.fullName}`, outcomeOf(test.status))
    if (failedUnexplained(file)) note(`${file.name} itself`, 'failed')
  }
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
  for (const outcome of outcomes.values()) totals[outcome]++
  return totals
}

/** Each test that failed and the head of why, for the end of a long output. */
export function failuresSaid(reports: Report[]): string[] {
  return reports
    .flatMap((report) => report.testResults)
    .flatMap((file) => {
      const failed = file.assertionResults.filter((test) => test.status === 'failed')
      const said = failed.map((test) =>
        failureSaid(`${file.name} > ${test.fullName}`, test.failureMessages?.join('\n')),
      )
      return failedUnexplained(file) ? [...said, failureSaid(file.name, file.message)] : said
    })
}

function failureSaid(name: string, message = ''): string {
  const head = message.split('\n').slice(0, linesOfAFailure)
  return [`✗ ${name}`, ...head.map((line) => `    ${line}`)].join('\n')
}

function failedUnexplained(file: Report['testResults'][number]): boolean {
  return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
}

export function readReports(files: string[]): Report[] {
  return files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')))
}

/** What a script that is no vitest run says of itself in a line such as `7 passed, 0 failed`. */
export function totalsSaid(output: string): Totals {
  const said = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output)
  return { passed: Number(said?.[1] ?? 0), failed: Number(said?.[2] ?? 0), skipped: Number(said?.[3] ?? 0) }
}

function outcomeOf(status: string): Outcome {
  return status === 'passed' || status === 'failed' ? status : 'skipped'
}
