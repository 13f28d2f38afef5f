// The browsers somebody is signed in with.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { placeLabel } from '../../domain/provider.ts'
import { type Button, whisper } from '../../domain/reply.ts'
import { timeText } from '../../gate/policy/create-roles.ts'
import type { SessionOptions } from './session-options.ts'

const mostButtons = 4

export function sessions({ sessions, page }: SessionOptions): CommandDeclaration {
  return defineCommand({
    name: 'sessions',
    summary: 'Shows the browsers you are signed in with',
    group: 'Getting started',
    usage: '[end <which>]',
    examples: ['sessions', 'sessions end all'],
    permission: 'viewer',
    async run({ caller: { org, person } }) {
      const open = org && person ? await sessions.list(org, person) : []
      const where = page ? ` You sign in at ${page}.` : ''
      if (open.length === 0) return whisper(`You are signed in with no browser.${where}`)
      const rows = open.map((one) => [
        one.id.slice(0, 6),
        one.device,
        placeLabel(one.account),
        timeText(one.createdAt),
        timeText(one.renewedAt),
      ])
      const buttons = open.slice(0, mostButtons).map(
        ({ id, device }): Button => ({
          ...{ label: `End ${device}`.slice(0, 70), action: 'run', style: 'danger' },
          value: `sessions end ${id}`,
        }),
      )
      const everywhere: Button = {
        ...{ label: 'Sign out everywhere', action: 'run', style: 'danger', value: 'sessions end all' },
      }
      const columns = ['Session', 'Browser', 'Signed in by', 'Since', 'Last used']
      return {
        audience: 'asker',
        parts: [
          { kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') },
          { kind: 'buttons', buttons: [...buttons, everywhere] },
        ],
      }
    },
  })
}
