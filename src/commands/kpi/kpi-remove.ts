// Takes a KPI away with all its figures.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { kpiName, sameKpi } from '../../domain/kpi.ts'
import { whisper } from '../../domain/reply.ts'
import { type KpiOptions, orgOf } from './kpi-options.ts'

const schema = z.object({ name: kpiName.describe('what it is called') })

export function kpiRemove(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'remove',
    under: 'kpi',
    summary: 'Takes a KPI away with all its figures; that cannot be undone',
    examples: ['kpi remove Old revenue'],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'destructive',
    summarize: (input) => `take away the KPI ${schema.parse(input).name} with all its figures`,
    args: { rest: 'name', schema },
    async run(call) {
      const org = orgOf(call.caller)
      const { name } = schema.parse(call.input)
      const found = (await options.series(org)).find((one) => sameKpi(one.name, name))
      if (!found)
        throw new BellhopError('not_found', `I have no KPI called “${name}”.`, {
          nextStep: 'See all of them with `/kpi`.',
        })
      options.remove(call, found.id)
      return whisper(`**${escapeMarkdown(found.name)}** and its figures are gone.`)
    },
  })
}
