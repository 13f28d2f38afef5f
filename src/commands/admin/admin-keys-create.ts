// Makes an API key and shows it, once, to whoever asked.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { covers, isPattern } from '../../domain/permission.ts'
import { whisper } from '../../domain/reply.ts'
import { suggest } from '../../domain/suggest.ts'
import { dayOf, type KeyOptions } from './admin-keys.ts'

const schema = z.object({
  name: z.string().min(1).max(60).describe('what it is for, such as ci'),
  scopes: z
    .array(z.string().max(1_000))
    .min(1)
    .max(50)
    .describe('what it may do at most: permissions such as chart:draw or admin:*, or * for all that you may'),
  days: z.coerce.number().int().min(1).max(365).default(90).describe('how long it works'),
})

export function adminKeysCreate({ keys, permissions }: KeyOptions): CommandDeclaration {
  return defineCommand({
    name: 'create',
    under: 'admin keys',
    summary: 'Makes an API key that acts for you, and shows it once',
    examples: ['admin keys create ci --scopes chart:draw,sandbox:run --days 30'],
    permission: 'admin',
    effect: 'write',
    isUnkept: true,
    args: { positional: ['name'], schema },
    summarize: (input) => {
      const { name, scopes, days } = wantedIn(input)
      return `make the API key ${name} for ${scopes.join(', ')}, good for ${days} days`
    },
    async run({ input, caller, incoming, change }) {
      const { name, scopes, days } = wantedIn(input)
      for (const scope of scopes) refuseUnknown(scope, permissions())
      if (incoming?.isShared && incoming.platform !== 'slack')
        throw new BellhopError('invalid', 'Others read along here, and a key is for you alone.', {
          nextStep: 'Ask me again in our own chat.',
        })
      const made = keys.create(caller, { name, scopes, days })
      change(made.change)
      const text = [
        `The key ${escapeMarkdown(name)}, until ${dayOf(made.expiresAt)}:`,
        `\`${made.key.reveal()}\``,
        `I show it only now: what I keep does not lead back to it. Programs send it as \`Authorization: Bearer …\` to \`/api/v1\`. It does what you may do, within its scopes, as long as you may. Take it back with \`/admin keys revoke ${made.prefix.slice(0, 6)}\`.`,
      ]
      return { ...whisper(text.join('\n\n')), isSecret: true }
    },
  })
}

/** People write them one after another, or with commas between. */
function wantedIn(input: unknown): z.output<typeof schema> {
  const wanted = schema.parse(input)
  const scopes = wanted.scopes.flatMap((scope) => scope.split(/[\s,]+/)).filter(Boolean)
  return { ...wanted, scopes: [...new Set(scopes)] }
}

function refuseUnknown(scope: string, known: string[]): void {
  if (isPattern(scope) && known.some((permission) => covers(scope, permission))) return
  const closest = suggest(scope, known)
  throw new BellhopError('invalid', `There is no permission “${scope.slice(0, 60)}”.`, {
    nextStep: closest ? `Did you mean ${closest}?` : `There are ${[...new Set(known)].sort().join(', ')}.`,
  })
}
