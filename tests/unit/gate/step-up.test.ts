// Who is asked for a code, case by case.
import { expect, it } from 'vitest'
import type { Role } from '../../../src/domain/person.ts'
import { type AnyTool, effectOf } from '../../../src/domain/tool.ts'
import { type Has, ruleStepUp, stepUpNeed } from '../../../src/gate/step-up.ts'

type Shape = Pick<AnyTool, 'permission' | 'effect' | 'stepUp' | 'looks'>

function ruling(shape: Shape, role: Role, has: Partial<Has> = {}): string {
  const tool = shape as AnyTool
  const need = stepUpNeed(tool, effectOf(tool, {}))
  const all = { isOn: false, isFresh: false, isRequired: false, ...has }
  return need ? ruleStepUp(tool, need, { role }, all) : 'not asked'
}

const reads: Shape = { permission: 'admin', effect: 'read' }
const changes: Shape = { permission: 'admin', effect: 'write' }
const high: Shape = { permission: 'member', effect: 'destructive', stepUp: true }
const approving: Shape = { permission: 'viewer', effect: 'write', stepUp: 'enrolled' }
const lists: Shape = { ...changes, looks: () => true }
const on = { isOn: true }
const must = { isRequired: true }

it.each([
  ['nobody for what members change', { permission: 'member', effect: 'write' }, 'owner', on, 'not asked'],
  ['nobody where the tool says so', { ...changes, stepUp: false }, 'owner', must, 'not asked'],
  ['an admin who has one, before a change', changes, 'admin', on, 'code'],
  ['an admin who has one, before reading: no', reads, 'admin', on, 'passes'],
  ['an admin who has one, before looking at what could be changed: no', lists, 'admin', on, 'passes'],
  ['an admin who gave one lately: no', changes, 'admin', { ...on, isFresh: true }, 'passes'],
  ['an admin who has none: no', changes, 'admin', {}, 'passes'],
  ['an admin who must have one and has none', changes, 'admin', must, 'enrol'],
  ['the same before reading', reads, 'admin', must, 'enrol'],
  ['whoever was lent what is for admins, alike', changes, 'member', must, 'enrol'],
  ['a member who approves and has none: no', approving, 'member', must, 'passes'],
  ['an admin who approves, must have one and has none', approving, 'admin', must, 'enrol'],
  ['a member who approves and has one', approving, 'member', on, 'code'],
  [
    'a member who has one and only looks at what waits: no',
    { ...approving, looks: () => true },
    'member',
    on,
    'not asked',
  ],
  ['everybody before what is high', high, 'member', on, 'code'],
  ['everybody before what is high, to set one up', high, 'member', {}, 'enrol'],
] satisfies [string, Shape, Role, Partial<Has>, string][])('asks %s', (_case, shape, role, has, expected) => {
  expect(ruling(shape, role, has)).toBe(expected)
})
