// How a dashboard is written, to change it or to write another.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import { type DashboardOptions, orgOf } from './dashboard-options.ts'

const schema = z.object({ name: z.string().trim().default('company-health').describe('which one') })

export function dashboardShow({ all, find }: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'show',
    under: 'dashboard',
    summary: 'Shows how a dashboard is written',
    examples: ['dashboard show finance'],
    permission: 'member',
    right: 'kpi:read',
    args: { rest: 'name', schema },
    async run({ input, caller }) {
      const { text } = find(await all(orgOf(caller)), schema.parse(input).name)
      return whisper(
        `\`\`\`\n${text.trimEnd().replaceAll('```', "'''")}\n\`\`\`\nChange it and send it back with \`/dashboard save\`.`,
      )
    },
  })
}
