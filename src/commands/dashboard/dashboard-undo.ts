// Brings back what a dashboard was before it was last saved or removed.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { dashboardName } from '../../domain/dashboard.ts'
import { whisper } from '../../domain/reply.ts'
import { type DashboardOptions, orgOf } from './dashboard-options.ts'

const schema = z.object({
  name: dashboardName.describe('which one'),
  of: z
    .string()
    .regex(/^[0-9a-f]{8}$/, 'is what the button puts there')
    .optional()
    .describe('what its button puts there: it takes back nothing else'),
})

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
    args: { positional: ['name', 'of'], schema },
    async run(call) {
      const { name, of } = schema.parse(call.input)
      options.undo(call, orgOf(call.caller), name, of)
      return whisper(`\`${name}\` is what it was before. The same again brings the change back.`)
    },
  })
}
