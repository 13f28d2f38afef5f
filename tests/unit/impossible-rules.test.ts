// Why a rule cannot work is said with the names of people, who choose those names themselves.
import { expect, it } from 'vitest'
import { ruleFrom } from '../../src/domain/approval.ts'
import { whyImpossible } from '../../src/gate/approvals/find-rule.ts'

it('shows the names of people as they are, whatever markup they hold', () => {
  const ann = { person: 'p1', name: '[Ann](https://evil.test)', role: 'owner' as const, isFixedOwner: false }
  const rule = ruleFrom([{ by: { people: ['p1'] } }])
  const told = rule && whyImpossible(rule, [ann])
  expect(told).toMatch(/is the only one here who could/)
  expect(told).toContain('\\[Ann\\](https://evil.test)')
  expect(told).not.toMatch(/(?<!\\)\[Ann/)
})
