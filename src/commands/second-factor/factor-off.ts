// Takes somebody's second factor off, by a code of it.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { isAtLeast } from '../../domain/person.ts'
import { whisper } from '../../domain/reply.ts'
import { type FactorOptions, othersOut, whoseOf } from './factor-options.ts'

export function factorOff({ factor }: FactorOptions): CommandDeclaration {
  return defineCommand({
    name: 'off',
    under: 'factor',
    summary: 'Takes your second factor off',
    permission: 'viewer',
    effect: 'destructive',
    stepUp: true,
    summarize: () => 'take your second factor off',
    async run({ caller, change, tellAdmins }) {
      const whose = whoseOf(caller)
      const { isRequired } = await factor.standing(whose)
      change(factor.remove(whose.person))
      const isAdmin = isAtLeast(caller.role, 'admin')
      if (isAdmin) tellAdmins(`${escapeMarkdown(caller.name)} has no second factor any more.`)
      const after = isRequired && isAdmin ? ' Before you can run this place again you must set one up.' : ''
      return whisper(`Your second factor is off, with all its recovery codes.${after} ${othersOut}`)
    },
  })
}
