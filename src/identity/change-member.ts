// Who may change whom, and what no change may bring about: an org without an owner.
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { type Caller, isAtLeast, type Role } from '../domain/person.ts'
import {
  lockMember,
  lockOwners,
  type MemberRow,
  readMembers,
  setRole,
  setSuspended,
} from '../store/identity/member-rows.ts'
import { endSessions } from '../store/identity/session-rows.ts'
import type { Sql } from '../store/sql.ts'

/** For whoever may change people, but not this one. */
export const askOwner = 'Ask an owner: `admin users` shows who is one.'

export type GivenRole = Exclude<Role, 'stranger'>

export type MemberChange =
  | { kind: 'role'; role: GivenRole }
  | { kind: 'suspend' }
  | { kind: 'restore' }
  | { kind: 'erase' }

/**
 * `erase` takes everything from them, as suspending does, and they may ask it for themselves.
 * Owners change everybody; admins change those below them, and raise nobody to their own height. `fixed` are owners by the installation.
 */
export function refuseUnlessMay(
  caller: Caller,
  member: MemberRow,
  change: MemberChange,
  fixed: ReadonlySet<string>,
): void {
  const isOwnLeave = change.kind === 'erase' && member.person === caller.person
  const isHigh = isAtLeast(member.role, 'admin') || (change.kind === 'role' && isAtLeast(change.role, 'admin'))
  if (caller.role !== 'owner' && isHigh && !isOwnLeave)
    throw new BellhopError('forbidden', 'Only an owner may do that: it makes or unmakes an admin or an owner.', {
      nextStep: askOwner,
    })
  // The gate lets them change people; nobody gives, or takes from, what is above themselves.
  if (!isAtLeast(caller.role, member.role) || (change.kind === 'role' && !isAtLeast(caller.role, change.role)))
    throw new BellhopError('forbidden', 'That is above your own role here.', { nextStep: askOwner })
  if (isLess(change) && fixed.has(member.person))
    throw new BellhopError(
      'conflict',
      `${escapeMarkdown(member.name)} is an owner by the installation itself, so no command can change that.`,
      {
        nextStep: 'Change BELLHOP_OWNERS where Bellhop is installed.',
      },
    )
  if (change.kind === 'suspend' && member.person === caller.person)
    throw new BellhopError('conflict', 'You cannot suspend yourself.', { nextStep: 'Ask another admin.' })
}

/** Inside the transaction that acts for the org. */
export async function changeMember(
  sql: Sql,
  caller: Caller,
  person: string,
  change: MemberChange,
  fixed: ReadonlySet<string>,
): Promise<void> {
  const owners = await lockOwners(sql)
  const member = await lockMember(sql, person)
  if (!member)
    throw new BellhopError('not_found', 'That person is not in this organisation any more.', {
      nextStep: 'See everybody with `admin users`.',
    })
  refuseUnlessMay(caller, member, change, fixed)
  const isOnlyOwner = owners.includes(person) && owners.every((one) => one === person) && fixed.size === 0
  if (isLess(change) && isOnlyOwner)
    throw new BellhopError(
      'conflict',
      `${escapeMarkdown(member.name)} is the last owner here, and somebody has to be one.`,
      {
        nextStep: 'Make somebody else an owner first.',
      },
    )
  await refuseIfNotAnyMore(sql, caller, fixed)
  if (change.kind === 'role') await setRole(sql, person, change.role)
  else await setSuspended(sql, person, change.kind !== 'restore')
  if (change.kind === 'suspend' || change.kind === 'erase') await endSessions(sql, { person }, 'suspended')
}

/** Whoever changes others may have been changed since they asked; the lock on the owners puts one after the other. */
async function refuseIfNotAnyMore(sql: Sql, { person, role }: Caller, fixed: ReadonlySet<string>): Promise<void> {
  if (person && fixed.has(person)) return
  const now = person ? (await readMembers(sql, [person])).get(person) : undefined
  if (!now || now.suspended || !isAtLeast(now.role, role))
    throw new BellhopError('forbidden', 'You may no longer do that: your own role here changed a moment ago.', {
      nextStep: askOwner,
    })
}

function isLess(change: MemberChange): boolean {
  return change.kind === 'suspend' || change.kind === 'erase' || (change.kind === 'role' && change.role !== 'owner')
}
