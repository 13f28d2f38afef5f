// How high somebody stands for whoever asks for a role rather than a permission.
import { expect, it } from 'vitest'
import type { Role } from '../../../src/domain/person.ts'
import { noPolicy, type Policy } from '../../../src/domain/policy.ts'
import { rankOf } from '../../../src/gate/policy/rank-of.ts'

const policy: Policy = {
  ...noPolicy,
  model: 'enterprise',
  roles: [
    { name: 'deputy', permissions: [], inherits: ['chief'] },
    { name: 'chief', permissions: [], inherits: ['admin'] },
    { name: 'painter', permissions: ['paint:*'], inherits: ['viewer'] },
  ],
}
const now = 1_000
const rank = (role: Role, given: string, until: number | null = null, by: Policy = policy) =>
  rankOf(by, { role, grants: [{ id: '1', role: given, until, canPass: false, givenBy: null }] }, now)

it('counts what a given role inherits, however far up', () => {
  expect(rank('member', 'deputy')).toBe('admin')
  expect(rank('viewer', 'admin')).toBe('admin')
})

it('counts nothing that ran out', () => {
  expect(rank('member', 'deputy', now + 1)).toBe('admin')
  expect(rank('member', 'deputy', now)).toBe('member')
})

it('never lowers anybody, and makes nobody an owner', () => {
  expect(rank('admin', 'painter')).toBe('admin')
  expect(rank('owner', 'painter')).toBe('owner')
  expect(rank('member', 'owner')).toBe('member')
})

it('leaves strangers strangers, and counts what is given and inherited only where the org has such roles', () => {
  expect(rank('stranger', 'deputy')).toBe('stranger')
  expect(rank('member', 'deputy', null, { ...policy, model: 'simple' })).toBe('member')
  expect(rank('member', 'deputy', null, { ...policy, model: 'granular' })).toBe('member')
  expect(rank('member', 'admin', null, { ...policy, model: 'granular' })).toBe('admin')
})
