import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { suggest } from '../../src/domain/suggest.ts'

const commands = ['help', 'start', 'status', 'dashboard', 'kpi', 'build', 'whoami', 'jira']

describe('suggesting what somebody meant', () => {
  it.each([
    ['hlep', 'help'],
    ['halp', 'help'],
    ['statsu', 'status'],
    ['dashbord', 'dashboard'],
    ['dash', 'dashboard'],
    ['kip', 'kpi'],
    ['WHOIAM', 'whoami'],
    ['biuld', 'build'],
  ])('finds %s', (typed, meant) => {
    expect(suggest(typed, commands)).toBe(meant)
  })

  it.each(['', 'x', 'banana', 'deploy', 'k', 'help'.repeat(1_000)])('has nothing for %j', (typed) => {
    expect(suggest(typed, commands)).toBeUndefined()
  })

  it('prefers fewer slips', () => {
    expect(suggest('stat', ['stack', 'start', 'status'])).toBe('status')
    expect(suggest('usres', ['userss', 'users'])).toBe('users')
  })

  it('finds every word again after two neighbours were swapped', () => {
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.nat(), (word, n) => {
        const i = n % (word.length - 1)
        const swapped = word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2)
        return suggest(swapped, [word]) === word
      }),
    )
  })
})
