// Takes a lost second factor away from somebody. It takes two: one admin asks, another agrees.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Caller, isAtLeast, type Role } from '../../domain/person.ts'
import { say } from '../../domain/reply.ts'
import type { FactorOptions } from './factor-options.ts'

type Member = { person: string; name: string; role: Role; accounts: string[] }

type Options = FactorOptions & {
  /** The one person that is meant; rejects when nobody or several are. */
  member(caller: Caller, who: string): Promise<Member>
  /** How many admins and owners there are besides the caller. */
  otherAdmins(caller: Caller): Promise<number>
}

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
})

export function adminFactorReset(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'reset',
    under: 'admin factor',
    summary: 'Takes a lost second factor away from somebody, once another admin agrees',
    examples: ['admin factor reset ann'],
    permission: 'admin',
    effect: 'destructive',
    // Whoever lost theirs can ask for it too; that somebody else agrees stands in its place.
    stepUp: false,
    args: { rest: 'who', schema },
    summarize: (input) => `take the second factor away from ${schema.parse(input).who}`,
    async target({ input, caller }) {
      const { person, name, accounts } = await meant(options, caller, schema.parse(input).who)
      return { id: person, shown: [name, ...accounts].join(', ') }
    },
    async approval({ input, caller }) {
      await meant(options, caller, schema.parse(input).who)
      if ((await options.otherAdmins(caller)) === 0)
        throw new BellhopError('conflict', 'That takes two admins, and there is no other one here.', {
          nextStep: 'Whoever has the machine can run `npm run admin -- reset-factor <account>` there.',
        })
      return { by: { role: 'admin' } }
    },
    async run({ input, caller, change }) {
      const { person, name } = await meant(options, caller, schema.parse(input).who)
      change(options.factor.remove(person))
      return say(
        `${escapeMarkdown(name)} has no second factor any more, and can set one up anew with \`/factor setup\`.`,
      )
    },
  })
}

/** Nobody resets somebody above them. */
async function meant({ factor, member }: Options, caller: Caller, who: string): Promise<Member> {
  const one = await member(caller, who)
  if (one.person !== caller.person && !isAtLeast(caller.role, one.role))
    throw new BellhopError('forbidden', 'Only an owner may ask that for an owner.')
  if (!caller.org || !(await factor.find({ org: caller.org, person: one.person })))
    throw new BellhopError('not_found', `${one.name} has no second factor here.`)
  return one
}
