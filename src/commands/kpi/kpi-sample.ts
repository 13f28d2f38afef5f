// Figures of a company that does not exist, to look around with.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type KpiOptions, orgOf } from './kpi-options.ts'

export function kpiSample(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'sample',
    under: 'kpi',
    summary: 'Brings the figures of a sample company, marked as sample, to look around',
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: () => 'bring the figures of a sample company',
    args: { schema: z.object({}) },
    async run(call) {
      const org = orgOf(call.caller)
      if ((await options.series(org)).length > 0)
        throw new BellhopError('conflict', 'There are figures here already, and a sample is not to be mixed with them.')
      await options.sample(call, org)
      return {
        audience: 'everyone',
        parts: [
          { kind: 'text', text: done },
          { kind: 'buttons', buttons: [{ label: 'Show KPIs', action: 'run', value: 'kpi' }] },
        ],
      }
    },
  })
}

const done = 'The figures of a sample company are here, each marked as sample. `/kpi undo` takes them away again.'
