// Who must agree before something happens: the rule a tool declares or an org makes, and how it reads.
import { isAtLeast, type Role } from './person.ts'

/** Everybody of at least that role, or these people. */
export type Who = { role: Exclude<Role, 'stranger'> } | { people: string[] }

/** As a tool or an org says it. */
export type ApprovalNeed = {
  by: Who
  /** How many different people; 1 unless told. */
  count?: number
  /** Somebody else than the asker; so it is unless told. */
  fourEyes?: boolean
  /** How long it can be answered; a day unless told. */
  withinMs?: number
}

/** What counts for one request: whoever answers must be among each of `by`. */
export type ApprovalRule = { by: Who[]; count: number; fourEyes: boolean; withinMs: number }

export type ApprovalState = 'open' | 'approved' | 'denied' | 'withdrawn' | 'expired' | 'void'

const day = 24 * 60 * 60_000

/** The strictest of several needs; undefined when there is none. */
export function ruleFrom(needs: ApprovalNeed[]): ApprovalRule | undefined {
  if (needs.length === 0) return undefined
  return {
    by: needs.map((need) => need.by),
    count: Math.max(...needs.map((need) => need.count ?? 1)),
    fourEyes: needs.some((need) => need.fourEyes ?? true),
    withinMs: Math.min(...needs.map((need) => need.withinMs ?? day)),
  }
}

/** Whether somebody of that role is among those who may answer. */
export function mayAnswer(rule: ApprovalRule, who: { person: string; role: Role }): boolean {
  if (who.role === 'stranger') return false
  return rule.by.every((one) => ('role' in one ? isAtLeast(who.role, one.role) : one.people.includes(who.person)))
}

/** How many people there must be for everybody's requests to be answerable. */
export function peopleNeeded(rule: ApprovalRule): number {
  return rule.fourEyes ? rule.count + 1 : rule.count
}

/** `an owner`, `2 people who are admin or owner`, `one of Ann and Bo`. */
export function describeWho(rule: ApprovalRule, nameOf: (person: string) => string): string {
  const [first] = rule.by
  if (rule.by.length === 1 && rule.count === 1 && first && 'role' in first) {
    return first.role === 'owner'
      ? anOwner(rule)
      : `${rule.fourEyes ? 'another' : 'a'} person who is ${atLeast(first.role)}`
  }
  const conditions = rule.by.map((one) =>
    'role' in one ? atLeast(one.role) : `one of ${listed(one.people.map(nameOf))}`,
  )
  const people = rule.count === 1 ? 'one person' : `${rule.count} people`
  return `${people}${rule.fourEyes ? ' other than the asker' : ''} who ${rule.count === 1 ? 'is' : 'are each'} ${conditions.join(' and ')}`
}

function anOwner(rule: ApprovalRule): string {
  return rule.fourEyes ? 'another owner' : 'an owner'
}

function atLeast(role: Role): string {
  switch (role) {
    case 'owner':
      return 'owner'
    case 'admin':
      return 'admin or owner'
    case 'member':
      return 'at least member'
    default:
      return 'known here'
  }
}

function listed(names: string[]): string {
  const last = names.at(-1) ?? 'nobody'
  return names.length <= 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
