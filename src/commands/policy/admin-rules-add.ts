// Keeps something out of a place, or in it.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type Place, placeOf, placeWords } from '../../domain/place.ts'
import { whisper } from '../../domain/reply.ts'
import { addRule } from '../../gate/policy/edit-rules.ts'
import { placeText } from './admin-rules.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  effect: z.enum(['deny', 'only']).describe('deny: not there; only: nowhere but there'),
  in: z
    .string()
    .default('here')
    .describe('here, private, shared, everywhere, slack, telegram, console, or a channel such as slack:T1:C1'),
  what: z.string().trim().min(1).describe('a command, a tool, or permissions such as jira:*'),
})

export function adminRulesAdd({ policies, whatIs, calledAs, wayBack }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'add',
    under: 'admin rules',
    summary: 'Lets something not run in a place, or only there',
    examples: ['admin rules add deny py', 'admin rules add only --in private admin audit'],
    permission: 'admin',
    effect: 'write',
    args: { positional: ['effect'], rest: 'what', hasFlagsAnywhere: true, schema },
    summarize: (input) => {
      const { effect, what, in: where } = schema.parse(input)
      const place = where === 'here' ? 'here' : placeText(where)
      return effect === 'deny' ? `keep ${what} from running ${place}` : `let ${what} run only ${place}`
    },
    async run({ input, caller, incoming, change }) {
      const { effect, what, in: where } = schema.parse(input)
      const here = placeOf(incoming)
      const rule = { effect, what: whatIs(what), where: whereIs(where, here) }
      change(await policies.change(orgOf(caller), (policy) => addRule(policy, rule, wayBack(), here)))
      const name = calledAs(rule.what)
      return whisper(
        `From the next message on ${name} may ${effect === 'deny' ? 'not run' : 'only run'} ${where === 'here' ? 'where you typed that' : placeText(rule.where)}. See the rules with \`/admin rules\`.`,
      )
    },
  })
}

function whereIs(typed: string, here: Place | null): string {
  const where = typed.trim()
  if (where === 'here' && here) return here.channel
  if (where === 'everywhere' || (placeWords as readonly string[]).includes(where)) return where
  if (/^(slack:\w+:\w+|telegram:\d+:-?\d+)$/.test(where)) return where
  // As Slack shows it in the details of a channel.
  if (here?.platform === 'slack' && /^[CGD][A-Z0-9]{5,}$/.test(where))
    return `${here.channel.split(':').slice(0, 2).join(':')}:${where}`
  throw new BellhopError('invalid', `I do not know the place “${where.slice(0, 80)}”.`, {
    nextStep: 'Type the rule in that channel with `--in here`, or name it like slack:T1:C1.',
  })
}
