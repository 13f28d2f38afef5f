// Takes a dashboard of one's own away; what came with Bellhop under that name shows again.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { dashboardName } from '../../domain/dashboard.ts'
import { type DashboardOptions, markOf, orgOf } from './dashboard-options.ts'

const schema = z.object({ name: dashboardName.describe('which one') })

export function dashboardRemove(options: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'remove',
    under: 'dashboard',
    summary: 'Takes a dashboard of your own away',
    examples: ['dashboard remove our-week'],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: (input) => `take the dashboard ${schema.parse(input).name} away`,
    args: { positional: ['name'], schema },
    async run(call) {
      const { name } = schema.parse(call.input)
      options.save(call, orgOf(call.caller), name, null)
      const buttons = [{ label: 'Undo', action: 'run', value: `dashboard undo ${name} ${markOf(null)}` }]
      return {
        audience: 'asker',
        parts: [
          { kind: 'text', text: `\`${name}\` is gone.` },
          { kind: 'buttons', buttons },
        ],
      }
    },
  })
}
