// What commands about the policy of an org need.
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import type { ReplyPart } from '../../domain/reply.ts'
import type { AnyTool } from '../../domain/tool.ts'
import type { Policies } from '../../gate/policy/create-policies.ts'
import type { Quotas } from '../../gate/policy/create-quotas.ts'
import type { Roles } from '../../gate/policy/create-roles.ts'

export type PolicyOptions = {
  policies: Policies
  roles: Roles
  quotas: Pick<Quotas, 'today'>
  /** The one member that is meant; rejects when nobody or several are. */
  personOf(org: string, who: string, asker: string): Promise<{ person: string; name: string; accounts: string[] }>
  /** A command, a tool or a pattern of permissions as rules and limits name it; throws when there is none. */
  whatIs(typed: string): string
  /** How people call what a rule or a limit is about. */
  calledAs(what: string): string
  /** Every tool there is, those of commands included. */
  tools(): AnyTool[]
  /** The tools of the command that takes rules away, and of the one that takes the code it asks for. */
  wayBack(): AnyTool[]
}

export function orgOf({ org }: Caller): string {
  if (!org)
    throw new BellhopError('not_found', 'This place belongs to no organisation, so there is nothing to set here.')
  return org
}

export function tableOf(columns: string[], rows: string[][]): ReplyPart {
  return { kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') }
}
