// Which dashboards there are.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type DashboardOptions, orgOf } from './dashboard-options.ts'

export function dashboardList({ all }: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'list',
    under: 'dashboard',
    summary: 'Shows which dashboards there are',
    permission: 'member',
    right: 'kpi:read',
    args: { schema: z.object({}) },
    async run({ caller }) {
      const found = await all(orgOf(caller))
      const lines = found.map(
        ({ spec, isOwn }) => `- \`${spec.name}\` ${escapeMarkdown(spec.title)}${isOwn ? ', your own' : ''}`,
      )
      const buttons = found
        .slice(0, 8)
        .map(({ spec }) => ({ label: spec.title.slice(0, 60), action: 'run', value: `dashboard ${spec.name}` }))
      return {
        audience: 'asker',
        parts: [
          { kind: 'text', text: lines.join('\n') },
          { kind: 'buttons', buttons },
        ],
      }
    },
  })
}
