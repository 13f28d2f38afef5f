// What is set for this organisation.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { type Button, whisper } from '../../domain/reply.ts'
import { settingNames, settings } from '../../domain/settings.ts'
import type { SettingsOptions } from './settings-options.ts'

export function adminSettings({ read }: SettingsOptions): CommandDeclaration {
  return defineCommand({
    name: 'settings',
    under: 'admin',
    summary: 'Shows what is set here: who newcomers are, how long things are kept, the time zone',
    permission: 'admin',
    args: { schema: z.object({}) },
    async run({ caller }) {
      if (!caller.org) return whisper('This place belongs to no organisation, so nothing can be set here.')
      const set = await read(caller.org)
      const rows = settingNames.map((name) => [name, set.get(name) ?? settings[name].initial, settings[name].summary])
      const twin = rows.map(([name, value, summary]) => `${name}: ${value} (${summary})`).join('\n')
      const buttons = settingNames.flatMap((name): Button[] =>
        set.has(name) ? [{ label: `Reset ${name}`, action: 'run', value: `admin settings reset ${name}` }] : [],
      )
      return {
        audience: 'asker',
        parts: [
          { kind: 'table', columns: ['Setting', 'Value', 'What it is'], rows, twin },
          { kind: 'text', text: 'Change one with `/admin settings set`, such as `/admin settings set keep-days 90`.' },
          { kind: 'buttons', buttons },
        ],
      }
    },
  })
}
