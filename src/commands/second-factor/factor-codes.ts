// New recovery codes, in place of all there were.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { whisper } from '../../domain/reply.ts'
import { codeLines, type FactorOptions, howToKeep, whoseOf } from './factor-options.ts'

export function factorCodes({ factor }: FactorOptions): CommandDeclaration {
  return defineCommand({
    name: 'codes',
    under: 'factor',
    summary: 'Makes new recovery codes and voids the old ones',
    permission: 'viewer',
    effect: 'write',
    stepUp: true,
    isUnkept: true,
    summarize: () => 'make new recovery codes for you',
    async run({ caller, incoming, change }) {
      const whose = whoseOf(caller)
      if (!incoming) throw new BellhopError('invalid', 'Recovery codes can only be given in a chat.')
      const { codes, change: save } = await factor.newCodes(whose)
      change(save)
      const text = `These are your recovery codes now; the old ones are void:\n\n${codeLines(codes)}\n\n${howToKeep}`
      return { ...whisper(text), isSecret: true }
    },
  })
}
