// Lets a setting be what it is unless somebody says.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import { settings } from '../../domain/settings.ts'
import { type SettingsOptions, settingName } from './settings-options.ts'

const schema = z.object({ name: settingName })

export function adminSettingsReset({ save }: SettingsOptions): CommandDeclaration {
  return defineCommand({
    name: 'reset',
    under: 'admin settings',
    summary: 'Lets a setting be what it is unless somebody says',
    examples: ['admin settings reset keep-days'],
    permission: 'admin',
    effect: 'write',
    summarize: (input) => {
      const { name } = schema.parse(input)
      return `set ${name} back to ${settings[name].initial}`
    },
    args: { positional: ['name'], schema },
    async run(call) {
      const { name } = schema.parse(call.input)
      const { org } = call.caller
      if (!org) return whisper('This place belongs to no organisation, so nothing can be set here.')
      save(call, org, name, undefined)
      return whisper(`${name} is ${settings[name].initial} again.`)
    },
  })
}
