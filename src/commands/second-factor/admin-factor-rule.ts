// What the organisation asks of its admins, and how long a code counts.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { whisper } from '../../domain/reply.ts'
import { type FactorOptions, whoseOf } from './factor-options.ts'

const schema = z.object({
  required: z.boolean().optional().describe('whether owners and admins must have one'),
  minutes: z.number().int().min(1).max(60).optional().describe('how long a code counts'),
})

export function adminFactorRule({ factor }: FactorOptions): CommandDeclaration {
  return defineCommand({
    name: 'rule',
    under: 'admin factor',
    summary: 'Says whether admins must have a second factor, and how long a code counts',
    examples: ['admin factor rule --required', 'admin factor rule --no-required', 'admin factor rule --minutes 5'],
    permission: 'owner',
    effect: 'write',
    args: { schema },
    summarize: (input) => {
      const { required, minutes } = schema.parse(input)
      const must = required === undefined ? [] : [required ? 'ask admins for a second factor' : 'ask nobody for one']
      return [...must, ...(minutes === undefined ? [] : [`let a code count for ${minutes} minutes`])].join(' and ')
    },
    async run({ input, caller, change }) {
      const { required, minutes } = schema.parse(input)
      const whose = whoseOf(caller)
      const [now, has] = await Promise.all([factor.rule(whose.org), factor.standing(whose)])
      const rule = { isRequired: required ?? now.isRequired, minutes: minutes ?? now.minutes }
      // Whoever asks it of others has shown that it works, and does not shut themselves out.
      if (rule.isRequired && !has.isOn)
        throw new BellhopError('conflict', 'You have no second factor yourself.', {
          nextStep: 'Type `/factor setup` in our own chat first.',
        })
      change(factor.setRule(whose.org, rule))
      const must = rule.isRequired
        ? 'Owners and admins must have a second factor from the next message on; until they do, they can do nothing of an admin but set one up.'
        : 'Nobody must have a second factor; whoever has one is still asked for codes.'
      return whisper(`${must} A code counts for ${rule.minutes} minutes.`)
    },
  })
}
