// Who acts: an account on a platform, the person behind it, and that person's role in an org.
import type { Grant } from './policy.ts'

export const roles = ['owner', 'admin', 'member', 'viewer', 'stranger'] as const
export type Role = (typeof roles)[number]

/** `slack:T1:U1`, `telegram:42`, `console:local`: one login on one platform. */
export type AccountKey = string

/** A Slack team, a Telegram bot, the terminal: what the platform itself separates. Belongs to one org. */
export type WorkspaceKey = string

export type Caller = {
  account: AccountKey
  person: string | null
  name: string
  /** None when the place belongs to no org. */
  org: string | null
  role: Role
  /** They were somebody here, and an admin keeps them out: they count as a stranger. */
  isSuspended?: true
  /** What the key they call with is limited to; nothing where no key is. */
  scopes?: readonly string[]
  /** Roles they have besides, where the org gives such. */
  grants?: Grant[]
  /** The state of the org's policy when they were looked up: whoever decides by an older one looks again. */
  policyVersion?: number
}

/** Whether `role` ranks at least as high as `needed`. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(needed)
}

export function lowerOf(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one
}
