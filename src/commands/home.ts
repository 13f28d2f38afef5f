// Where somebody stands: who they are to me, and what they may do here as buttons. In Slack it is the app's home tab.
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import type { Caller } from '../domain/person.ts'
import type { Button, ReplyPart } from '../domain/reply.ts'
import type { Entry } from '../gate/registry.ts'
import { type Catalog, visibleCommands } from './visible-commands.ts'
import { type CallerDescription, rolesOf } from './whoami.ts'

/** What a part of the product shows of somebody's own things: builds, approvals. Nothing when there are none. */
export type HomeSection = (caller: Caller) => Promise<ReplyPart[]>

type Options = Catalog & {
  describeCaller(caller: Caller): Promise<CallerDescription>
  sections: HomeSection[]
}

const mostButtons = 20
/** They say where one stands, are how one came here, or answer something that is asked elsewhere. */
const leftOut = ['home', 'start', 'whoami', 'ping', 'unlink', 'cancel', 'code', 'approve', 'deny', 'withdraw']

export function home(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'home',
    summary: 'Shows where you stand, with what you can do as buttons',
    group: 'Getting started',
    permission: 'stranger',
    async run({ caller, incoming }) {
      const [{ name, org }, visible, ...sections] = await Promise.all([
        options.describeCaller(caller),
        visibleCommands(options, caller, incoming),
        ...options.sections.map((section) => section(caller)),
      ])
      const fields = [
        { name: 'Name', value: name },
        { name: 'Organisation', value: org },
        { name: 'Role', value: rolesOf(caller) },
      ]
      const buttons = visible.filter(isQuick).slice(0, mostButtons).map(buttonFor)
      return {
        audience: 'asker',
        parts: [
          { kind: 'fields', fields },
          ...sections.flat(),
          { kind: 'text', text: buttons.length > 0 ? 'What can I do for you?' : 'Say `/help` to see what I can do.' },
          ...(buttons.length > 0 ? [{ kind: 'buttons' as const, buttons }] : []),
        ],
      }
    },
  })
}

/** It can be run by a press: it needs no words, or asks for them. */
function isQuick({ command }: Entry): boolean {
  if (command.under || leftOut.includes(command.name)) return false
  return Boolean(command.form) || !command.args || command.args.schema.safeParse({}).success
}

function buttonFor({ name }: Entry): Button {
  return { label: name, action: 'run', value: name }
}
