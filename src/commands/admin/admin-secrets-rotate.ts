// Puts everything that is stored encrypted under the newest key, while people go on working.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { say } from '../../domain/reply.ts'
import { defineTool } from '../../domain/tool.ts'
import { nothingToDo, type Rotated, refuseOthers, type SecretsOptions } from './admin-secrets.ts'

const rotated = z.object({
  done: z.number().int(),
  lost: z.number().int(),
  left: z.number().int(),
  isTurned: z.boolean(),
  isNothing: z.boolean(),
})

export function adminSecretsRotate(options: SecretsOptions): CommandDeclaration {
  const tool = defineTool({
    name: 'rotate_secrets',
    description: 'Seals everything that is stored encrypted anew, under the newest key',
    input: z.object({}),
    output: rotated,
    effect: 'write',
    repeat: 'safe',
    permission: 'owner',
    right: 'admin:secrets',
    long: true,
    summarize: () => 'seal everything that is stored encrypted under the newest key',
    async run({ caller, signal, progress }) {
      await refuseOthers(options, caller.org)
      const counts = await options.counts()
      const isNothing = !options.makesKeys && options.size() === 1 && counts.every((one) => one.all === one.newest)
      if (isNothing) return { done: 0, lost: 0, left: 0, isTurned: false, isNothing }
      const tell = (label: string, done: number) => progress({ text: `${done} sealed anew, now: ${label}` })
      return { ...(await options.rotate(signal, tell)), isNothing }
    },
    present: (result) => (result.isNothing ? nothingToDo() : say(sentence(result, options.makesKeys))),
  })
  return defineCommand({
    name: 'rotate',
    under: 'admin secrets',
    summary: 'Seals everything that is stored encrypted under the newest key',
    examples: ['admin secrets rotate'],
    tool,
  })
}

function sentence({ done, lost, left, isTurned }: Rotated, makesKeys: boolean): string {
  const rows = `${done} ${done === 1 ? 'secret is' : 'secrets are'}`
  return [
    `${isTurned ? 'I made a new key; ' : ''}${rows} under ${isTurned ? 'it' : 'the newest key'} now.`,
    lost > 0 ? `${lost} could not be opened with any key, and I left them as they are.` : '',
    left > 0
      ? `${left} were sealed under a former key meanwhile, by a process that does not have the new key in front: give it to every process, then rotate again.`
      : '',
    left === 0 && makesKeys
      ? 'The key before it stays in `encryption.key`, so that a backup of before still opens.'
      : '',
    left === 0 && !makesKeys
      ? 'The former keys can be taken out of ENCRYPTION_KEYS; keep them with older backups.'
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}
