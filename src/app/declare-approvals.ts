// The commands about approvals and about members, each given what it needs of this installation.

import { adminApprovals } from '../commands/admin/admin-approvals.ts'
import { adminRequireApproval } from '../commands/admin/admin-require-approval.ts'
import { adminUsersAdmit } from '../commands/admin/admin-users-admit.ts'
import { adminUsersRestore } from '../commands/admin/admin-users-restore.ts'
import { adminUsersRole } from '../commands/admin/admin-users-role.ts'
import { adminUsersSuspend } from '../commands/admin/admin-users-suspend.ts'
import { adminWaiveApproval } from '../commands/admin/admin-waive-approval.ts'
import type { MemberOptions } from '../commands/admin/member-options.ts'
import { approve } from '../commands/approve.ts'
import { deny } from '../commands/deny.ts'
import { withdraw } from '../commands/withdraw.ts'
import { quoted } from '../domain/argument-problem.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import type { Approvals } from '../gate/approvals/create-approvals.ts'
import { canRunDry } from '../gate/dry-run.ts'
import type { Registry } from '../gate/registry.ts'
import { admit } from '../identity/admit.ts'
import { changeMember, type MemberChange, refuseUnlessMay } from '../identity/change-member.ts'
import { findPerson } from '../identity/find-person.ts'
import type { OrgPerson } from '../identity/list-people.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import type { Core } from './create-core.ts'
import { waitingApprovals } from './waiting-approvals.ts'

type Options = {
  store: Store
  approvals: Approvals
  ranks: Core['ranks']
  people(org: string): Promise<OrgPerson[]>
  registry(): Pick<Registry, 'findLine'>
}

export function approvalCommands(options: Options): CommandDeclaration[] {
  const { store, approvals, people, registry } = options
  const members = memberOptions(options)
  const answering = { approvals, waiting: (caller: Caller) => waitingApprovals(options, caller) }
  const toolOf = (command: string) => guardedTool(registry(), command)
  const nameOf = async (org: string, person: string | null) =>
    (await people(org)).find((one) => one.person === person)?.name ?? 'somebody'
  return [
    approve(answering),
    deny(answering),
    withdraw(answering),
    adminApprovals({
      needs: approvals.needs,
      nameOf,
      async list(org, limit) {
        const [rows, known] = await Promise.all([approvals.list(org, limit), people(org)])
        const names = new Map(known.map((one) => [one.person, one.name]))
        return rows.map((row) => ({
          ...row,
          asker: names.get(row.asker) ?? 'somebody',
          settledBy: row.settledBy && (names.get(row.settledBy) ?? 'somebody'),
        }))
      },
    }),
    adminRequireApproval({
      approvals,
      toolOf,
      personOf: async (org, who, asker) => (await findPerson(store, org, who, asker)).person,
    }),
    adminWaiveApproval({ approvals, toolOf }),
    adminUsersRole(members),
    adminUsersSuspend(members),
    adminUsersRestore(members),
    adminUsersAdmit({
      async admit({ org }, newcomer) {
        if (!org) throw nowhere
        const work = await admit(store, org, newcomer)
        return (tx) => work(sqlIn(asOrgTransaction(tx)))
      },
    }),
  ]
}

/** Answering must stay possible, and what only reads is not worth asking for. */
function guardedTool(registry: Pick<Registry, 'findLine'>, command: string): string {
  const found = registry.findLine(command)
  if (found?.rest.trim() !== '')
    throw new BellhopError('not_found', `There is no command ${quoted(command)}.`, {
      nextStep: 'See them all with `/help`.',
    })
  if (!canRunDry(found.tool))
    throw new BellhopError('invalid', `\`${found.name}\` changes nothing, so it needs no approval.`)
  if (found.command.group === 'Approvals')
    throw new BellhopError('invalid', 'Answering an approval cannot need one itself.')
  return found.tool.name
}

function memberOptions({ store, people }: Options): MemberOptions {
  async function meant(caller: Caller, who: string, change: MemberChange) {
    if (!caller.org) throw nowhere
    const member = await findPerson(store, caller.org, who, caller.account)
    const known = await people(caller.org)
    const fixed = new Set(known.filter((one) => one.isFixedOwner).map((one) => one.person))
    refuseUnlessMay(caller, member, change, fixed)
    return { member, fixed }
  }
  return {
    async target(caller, who, change) {
      const { member } = await meant(caller, who, change)
      return { id: member.person, shown: [member.name, ...member.accounts].join(', ') }
    },
    async change(caller, who, change) {
      const { member, fixed } = await meant(caller, who, change)
      const work = (tx: unknown) => changeMember(sqlIn(asOrgTransaction(tx)), caller, member.person, change, fixed)
      return { name: member.name, work }
    },
    async otherOwners(caller) {
      const known = caller.org ? await people(caller.org) : []
      return known.filter((one) => one.role === 'owner' && one.person !== caller.person).length
    },
  }
}

const nowhere = new BellhopError('not_found', 'This place belongs to no organisation, so it has no members.')
