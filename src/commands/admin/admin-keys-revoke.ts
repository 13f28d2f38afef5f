// Takes an API key back: from the next request on it opens nothing.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { whisper } from '../../domain/reply.ts'
import type { KeyOptions } from './admin-keys.ts'

const schema = z.object({
  key: z
    .string()
    .regex(/^[0-9a-z-]{4,36}$/i, 'is what `/admin keys` shows, such as 4k2m9a')
    .describe('what `/admin keys` shows, such as 4k2m9a'),
})

export function adminKeysRevoke({ keys }: Pick<KeyOptions, 'keys'>): CommandDeclaration {
  return defineCommand({
    name: 'revoke',
    under: 'admin keys',
    summary: 'Takes an API key back',
    examples: ['admin keys revoke 4k2m9a'],
    permission: 'admin',
    effect: 'write',
    args: { positional: ['key'], schema },
    summarize: (input) => `take back the API key ${schema.parse(input).key}`,
    async run({ input, caller, change }) {
      if (!caller.org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no keys.')
      const key = await keys.find(caller.org, schema.parse(input).key)
      change(keys.revoke(key))
      return whisper(`The key ${escapeMarkdown(key.name)} opens nothing any more.`)
    },
  })
}
