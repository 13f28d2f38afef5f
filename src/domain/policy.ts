// What an org has decided: which model of roles it uses, what its roles hold, what may run where, and how much of it.
import { z } from 'zod'
import { isPattern } from './permission.ts'

export const roleModels = ['simple', 'granular', 'enterprise'] as const
export type RoleModel = (typeof roleModels)[number]

export const spendKinds = ['runs', 'builds', 'tokens', 'money'] as const
export type SpendKind = (typeof spendKinds)[number]

const pattern = z.string().refine(isPattern)
const roleName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)

/** A set of permissions with a name. Under the name of a usual role it takes that one's place. */
const role = z.strictObject({
  name: roleName,
  permissions: z.array(pattern),
  /** Roles whose permissions it has too; only the enterprise model asks. */
  inherits: z.array(roleName),
})
export type DefinedRole = z.infer<typeof role>

/** `deny`: not there. `only`: nowhere but there. `what` is a command, a tool, or a pattern of permissions. */
const rule = z.strictObject({
  id: z.number().int(),
  effect: z.enum(['deny', 'only']),
  what: z.string(),
  where: z.string(),
})
export type ChannelRule = z.infer<typeof rule>

/** Calls of one person within any such stretch of time. */
const limit = z.strictObject({ what: z.string(), count: z.number().int().min(1), perMs: z.number().int().min(1_000) })
export type CallLimit = z.infer<typeof limit>

/** A day (UTC) of one person, or of everybody together. */
const quota = z.strictObject({ kind: z.enum(spendKinds), per: z.enum(['person', 'org']), amount: z.number().min(0) })
export type Quota = z.infer<typeof quota>

const policy = z.strictObject({
  model: z.enum(roleModels),
  roles: z.array(role).max(200),
  rules: z.array(rule).max(500),
  /** So that a button for a rule that is gone never means another one. */
  lastRule: z.number().int(),
  limits: z.array(limit).max(200),
  quotas: z.array(quota).max(20),
})
export type Policy = z.infer<typeof policy>

export const noPolicy: Policy = { model: 'simple', roles: [], rules: [], lastRule: 0, limits: [], quotas: [] }

/** A policy that cannot be read is no reason to do without one: this throws. */
export function readPolicy(body: string): Policy {
  return policy.parse(JSON.parse(body))
}

/** A role somebody has besides their own. */
export type Grant = {
  id: string
  role: string
  /** Milliseconds since the epoch; null for as long as nobody takes it. */
  until: number | null
  /** They may pass it on, for no longer than they have it. */
  canPass: boolean
  givenBy: string | null
}
