// A key for somebody's authenticator app, as a picture and as text. It counts once a first code shows that the app has it.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import type { Incoming } from '../../domain/incoming.ts'
import type { ReplyPart } from '../../domain/reply.ts'
import { addressOf, shownKey } from '../../identity/second-factor/factor-key.ts'
import type { QrCode } from '../../ports/qr-code.ts'
import { codeForm } from './code.ts'
import { type FactorOptions, whoseOf } from './factor-options.ts'

type Options = FactorOptions & { qrCode: QrCode; nameOf(org: string): Promise<string> }

export function factorSetup({ factor, qrCode, nameOf }: Options): CommandDeclaration {
  return defineCommand({
    name: 'setup',
    under: 'factor',
    summary: 'Sets up your second factor with an authenticator app',
    permission: 'viewer',
    effect: 'write',
    stepUp: false,
    isUnkept: true,
    summarize: () => 'give you a key for an authenticator app',
    async run({ caller, incoming, change }) {
      const whose = whoseOf(caller)
      if (!incoming) throw new BellhopError('invalid', 'A key can only be given in a chat.')
      if ((await factor.find(whose))?.state === 'on')
        throw new BellhopError('conflict', 'You have a second factor already.', {
          nextStep: 'For another app take it off first, with `/factor off`.',
        })
      const { key, change: begin } = factor.begin(whose)
      change(begin)
      const address = addressOf(key, { name: caller.name, org: await nameOf(whose.org) })
      return {
        audience: 'asker',
        isSecret: true,
        parts: [
          ...(await pictureOf(qrCode, address, incoming)),
          { kind: 'text', text: howTo(shownKey(key)) },
          { kind: 'form', ...codeForm, twin: 'Type `/code` and the six digits.' },
        ],
      }
    },
  })
}

/** A terminal would save a picture to a file; letters it shows and forgets. */
async function pictureOf(qrCode: QrCode, address: string, { platform }: Incoming): Promise<ReplyPart[]> {
  if (platform === 'console')
    return [{ kind: 'text', text: `\`\`\`\n${(await qrCode.letters(address)).trimEnd()}\n\`\`\`` }]
  const base64 = (await qrCode.picture(address)).toString('base64')
  return [{ kind: 'image', name: 'key.png', mediaType: 'image/png', base64, twin: 'The key for your app.' }]
}

function howTo(key: string): string {
  return [
    'Scan the picture with an authenticator app, or type this key into it:',
    `\`${key}\``,
    'Then give me the six digits it shows, within fifteen minutes: type `/code 123456`, or fill them in here. Nothing counts before that.',
    'Whoever reads the key can make your codes: once the app has it, delete the picture and this message.',
  ].join('\n\n')
}
