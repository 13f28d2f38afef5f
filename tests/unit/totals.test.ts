import { describe, expect, it } from 'vitest'
import { addUp, failuresSaid, totalsSaid } from '../../scripts/totals.ts'

const report = (name: string, tests: Record<string, string>, status = 'passed') => ({
  testResults: [
    { name, status, assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })) },
  ],
})

describe('the totals of several runs', () => {
  it('count a test once, as what happened to it at worst', () => {
    const embedded = report('a.test.ts', { one: 'passed', two: 'skipped', three: 'passed', four: 'todo' })
    const services = report('a.test.ts', { one: 'passed', two: 'passed', three: 'failed', four: 'pending' }, 'failed')
    expect(addUp([embedded, services])).toEqual({ passed: 2, failed: 1, skipped: 1 })
  })

  it('count tests of the same name in two files as two', () => {
    expect(addUp([report('a.test.ts', { one: 'passed' }), report('b.test.ts', { one: 'passed' })]).passed).toBe(2)
  })

  it('count a file that could not even start as a failure', () => {
    expect(addUp([report('broken.test.ts', {}, 'failed')])).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('name each failure with the head of why, and a file that could not start', () => {
    const tests = [
      {
        fullName: 'one',
        status: 'failed',
        failureMessages: [`expected 1 to be 2\n${'    at somewhere\n'.repeat(40)}`],
      },
      { fullName: 'two', status: 'passed', failureMessages: [] },
    ]
    const broken = { name: 'b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] }
    const said = failuresSaid([
      { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: tests }, broken] },
    ])
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(/^✗ a\.test\.ts > one\n {4}expected 1 to be 2\n/)
    expect(said[0]?.split('\n').length).toBeLessThan(20)
    expect(said[1]).toBe('✗ b.test.ts\n    Cannot find module')
  })

  it('include what a script says of itself, and nothing when it says nothing', () => {
    expect(totalsSaid('seed 7\n6 passed, 1 failed\n')).toEqual({ passed: 6, failed: 1, skipped: 0 })
    expect(totalsSaid('killed')).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })
})
