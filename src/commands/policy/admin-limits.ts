// How often one person may ask for what.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { lengthText } from '../../domain/length-text.ts'
import type { Button } from '../../domain/reply.ts'
import { limitsOn, usualPerMinute } from '../../gate/policy/create-limit-check.ts'
import { pageOf } from '../pages.ts'
import { type PolicyOptions, tableOf } from './policy-options.ts'

const schema = z.object({ page: z.number().int().min(1).default(1).describe('which page') })

export function adminLimits({ policies, tools, calledAs }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'limits',
    under: 'admin',
    summary: 'Shows how often one person may ask for what',
    examples: ['admin limits', 'admin limits set --count 10 py'],
    permission: 'admin',
    args: { schema },
    async run({ input, caller }) {
      const policy = await policies.of(caller)
      const all = tools().flatMap((tool) => limitsOn(policy, tool, usualPerMinute))
      const limits = [...new Map(all.map((limit) => [limit.what, limit])).values()]
      const { shown, buttons, title } = pageOf(limits, schema.parse(input).page, 'admin limits')
      const isSet = (what: string) => policy.limits.some((limit) => limit.what === what)
      const rows = shown.map(({ what, count, perMs }) => [
        calledAs(what),
        `${count} per ${lengthText(perMs)}`,
        isSet(what) ? 'set here' : 'as it comes',
      ])
      const clears = shown
        .filter(({ what }) => isSet(what))
        .map(
          ({ what }): Button => ({
            label: `Clear ${calledAs(what)}`,
            action: 'run',
            value: `admin limits clear ${what}`,
          }),
        )
      return {
        audience: 'asker',
        parts: [
          tableOf(['What', 'One person', 'By'], rows),
          ...(title ? [{ kind: 'text' as const, text: title }] : []),
          { kind: 'buttons', buttons: [...clears, ...buttons] },
        ],
      }
    },
  })
}
