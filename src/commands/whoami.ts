// Who we think somebody is, and what that lets them do.
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { timeText } from '../gate/policy/create-roles.ts'
import { type Catalog, visibleCommands } from './visible-commands.ts'

export type CallerDescription = {
  name: string
  /** Every login that is this person, as people know them: `Slack (Acme): ann`. */
  accounts: string[]
  org: string
}

type Options = Catalog & { describeCaller(caller: Caller, incoming: Incoming | null): Promise<CallerDescription> }

export function whoami(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'whoami',
    summary: 'Shows who you are to me and what you may do here',
    group: 'Getting started',
    permission: 'stranger',
    async run({ caller, incoming }) {
      const { name, accounts, org } = await options.describeCaller(caller, incoming)
      const visible = await visibleCommands(options, caller, incoming)
      const names = visible.filter((entry) => !entry.command.under).map((entry) => `\`/${entry.name}\``)
      return {
        audience: 'asker',
        parts: [
          {
            kind: 'fields',
            fields: [
              { name: 'Name', value: name },
              { name: accounts.length > 1 ? 'Accounts' : 'Account', value: accounts.join(', ') },
              { name: 'Organisation', value: org },
              { name: 'Role', value: rolesOf(caller) },
            ],
          },
          { kind: 'text', text: `You may use ${names.join(', ')} here.` },
        ],
      }
    },
  })
}

/** Their own role, and those they have besides with how long they have them. */
export function rolesOf({ role, grants = [] }: Caller): string {
  const besides = grants.map((grant) =>
    grant.until === null ? grant.role : `${grant.role} until ${timeText(grant.until)}`,
  )
  return [role, ...besides].join(', ')
}
