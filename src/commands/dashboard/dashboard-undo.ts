// Brings back what a dashboard was before it was last saved or removed.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { dashboardName } from '../../domain/dashboard.ts'
import { whisper } from '../../domain/reply.ts'
import { type DashboardOptions, orgOf } from './dashboard-options.ts'

const schema = z.object({ name: dashboardName.describe('which one') })

export function dashboardUndo(options: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'undo',
    under: 'dashboard',
    summary: 'Brings back what a dashboard was before its last change',
    examples: ['dashboard undo our-week'],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: (input) => `bring back what the dashboard ${schema.parse(input).name} was before`,
    args: { positional: ['name'], schema },
    async run(call) {
      const { name } = schema.parse(call.input)
      options.undo(call, orgOf(call.caller), name)
      return whisper(`\`${name}\` is what it was before. The same again brings the change back.`)
    },
  })
}
