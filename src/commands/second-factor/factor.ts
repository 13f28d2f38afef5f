// How it stands with somebody's second factor.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import type { FactorMail } from '../../identity/second-factor/create-factor-mail.ts'
import { type FactorOptions, whoseOf } from './factor-options.ts'

type Options = FactorOptions & { mail: Pick<FactorMail, 'addressOf'> | undefined }

export function factor({ factor, mail }: Options): CommandDeclaration {
  return defineCommand({
    name: 'factor',
    summary: 'Shows your second factor: an app that says who you are before what is dangerous',
    group: 'Getting started',
    usage: mail ? '[setup|mail|send|codes|off]' : '[setup|codes|off]',
    permission: 'viewer',
    stepUp: false,
    async run({ caller }) {
      const whose = whoseOf(caller)
      const [row, has, address] = await Promise.all([
        factor.find(whose),
        factor.standing(whose),
        mail?.addressOf(whose),
      ])
      const needed = has.isRequired ? ' Whoever runs this place must have one.' : ''
      if (row?.state !== 'on')
        return whisper(
          `You have no second factor here.${needed} \`/factor setup\` sets one up, in our own chat.${mail ? ' `/factor mail ann@example.com` lets codes come by mail instead.' : ''}`,
        )
      const fresh = has.isFresh
        ? 'You gave a code lately, so I ask for none just now.'
        : 'I ask for a code when needed.'
      const byMail = address ? ` Codes can come by mail to ${address}, with \`/factor send\`.` : ''
      return whisper(
        `Your second factor is on, with ${row.recoveryCodes} recovery codes left. ${fresh}${byMail}\n\n\`/factor codes\` makes new recovery codes, \`/factor off\` takes it off.`,
      )
    },
  })
}
