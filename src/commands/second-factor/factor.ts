// How it stands with somebody's second factor.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import { type FactorOptions, whoseOf } from './factor-options.ts'

export function factor({ factor }: FactorOptions): CommandDeclaration {
  return defineCommand({
    name: 'factor',
    summary: 'Shows your second factor: an app that says who you are before what is dangerous',
    group: 'Getting started',
    usage: '[setup|codes|off]',
    permission: 'viewer',
    stepUp: false,
    async run({ caller }) {
      const whose = whoseOf(caller)
      const [row, has] = await Promise.all([factor.find(whose), factor.standing(whose)])
      const needed = has.isRequired ? ' Whoever runs this place must have one.' : ''
      if (row?.state !== 'on')
        return whisper(`You have no second factor here.${needed} \`factor setup\` sets one up, in our own chat.`)
      const fresh = has.isFresh
        ? 'You gave a code lately, so I ask for none just now.'
        : 'I ask for a code when needed.'
      return whisper(
        `Your second factor is on, with ${row.recoveryCodes} recovery codes left. ${fresh}\n\n\`factor codes\` makes new recovery codes, \`factor off\` takes it off.`,
      )
    },
  })
}
