// Signs browsers out: one, or all.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { whisper } from '../../domain/reply.ts'
import type { SessionOptions } from './session-options.ts'

const schema = z.object({
  which: z
    .string()
    .regex(/^(all|[0-9a-f-]{4,36})$/i, 'is `all`, or what `/sessions` shows, such as 4f2a9c')
    .describe('all, or what `/sessions` shows'),
})

export function sessionsEnd({ sessions }: Pick<SessionOptions, 'sessions'>): CommandDeclaration {
  return defineCommand({
    name: 'end',
    under: 'sessions',
    summary: 'Signs you out of a browser, or of all of them',
    examples: ['sessions end all', 'sessions end 4f2a9c'],
    permission: 'viewer',
    effect: 'write',
    args: { positional: ['which'], schema },
    summarize: (input) => {
      const { which } = schema.parse(input)
      return which === 'all' ? 'sign you out of every browser' : `sign you out of the browser ${which}`
    },
    async run({ input, caller: { org, person, account }, change }) {
      if (!org || !person) throw new BellhopError('forbidden', 'I do not know you here, so no browser is yours.')
      const which = schema.parse(input).which.toLowerCase()
      const by = { org, person, account }
      const open = await sessions.list(org, person)
      if (open.length === 0 && which === 'all') return whisper('You are signed in with no browser.')
      if (which === 'all') {
        change(sessions.ending(by, { person }, 'signed out everywhere'))
        return whisper(`You are signed out of ${browsers(open.length)}, from the next page on.`)
      }
      const [one, other] = open.filter(({ id }) => id.startsWith(which))
      if (!one)
        throw new BellhopError('not_found', `There is no session ${which} of yours.`, {
          nextStep: 'See them with `/sessions`.',
        })
      if (other) throw new BellhopError('invalid', 'More than one session begins like that. Type more of it.')
      change(sessions.ending(by, { person, id: one.id }, 'signed out'))
      return whisper(`${one.device} is signed out, from the next page on.`)
    },
  })
}

function browsers(count: number): string {
  return count === 1 ? 'your browser' : `all of ${count} browsers`
}
