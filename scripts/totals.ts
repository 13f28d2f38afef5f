// Adds up what vitest's JSON reports say. A test that ran on several backends is one test: failed if it failed anywhere.
import { existsSync, readFileSync } from 'node:fs'

export type Outcome = 'passed' | 'failed' | 'skipped'

export type Totals = Record<Outcome, number>

type Report = {
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[]
}

const gravity: Outcome[] = ['skipped', 'passed', 'failed']

export function addUp(reports: Report[]): Totals {
  const outcomes = new Map<string, Outcome>()
  const note = (test: string, outcome: Outcome) => {
    const known = outcomes.get(test) ?? 'skipped'
    outcomes.set(test, gravity.indexOf(outcome) > gravity.indexOf(known) ? outcome : known)
  }
  for (const file of reports.flatMap((report) => report.testResults)) {
    for (const test of file.assertionResults) note(`${file.name} ${test.fullName}`, outcomeOf(test.status))
    const isExplained = file.assertionResults.some((test) => test.status === 'failed')
    if (file.status === 'failed' && !isExplained) note(`${file.name} itself`, 'failed')
  }
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
  for (const outcome of outcomes.values()) totals[outcome]++
  return totals
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
