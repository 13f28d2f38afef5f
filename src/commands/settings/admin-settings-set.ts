// Sets something for this organisation; it counts from the next message on.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { whisper } from '../../domain/reply.ts'
import { settings } from '../../domain/settings.ts'
import { type SettingsOptions, settingName } from './settings-options.ts'

const schema = z.object({ name: settingName, value: z.string().trim().min(1).max(80).describe('what it is to be') })

export function adminSettingsSet({ read, save }: SettingsOptions): CommandDeclaration {
  return defineCommand({
    name: 'set',
    under: 'admin settings',
    summary: 'Sets something for this organisation',
    examples: ['admin settings set keep-days 90', 'admin settings set newcomers viewer'],
    permission: 'admin',
    effect: 'write',
    summarize: (input) => {
      const { name, value } = schema.parse(input)
      return `set ${name} to ${value}`
    },
    args: { positional: ['name', 'value'], schema },
    async run(call) {
      const { name, value } = schema.parse(call.input)
      const { org } = call.caller
      if (!org) return whisper('This place belongs to no organisation, so nothing can be set here.')
      if (!settings[name].isOk(value))
        throw new BellhopError('invalid', `${name} cannot be that.`, { nextStep: `Say ${settings[name].expected}.` })
      const before = (await read(org)).get(name) ?? settings[name].initial
      save(call, org, name, value)
      const text = `${name} is ${value} from now on; it was ${before}.`
      const buttons = [{ label: `Back to ${before}`, action: 'run', value: `admin settings set ${name} ${before}` }]
      return {
        audience: 'asker',
        parts: [
          { kind: 'text', text },
          { kind: 'buttons', buttons },
        ],
      }
    },
  })
}
