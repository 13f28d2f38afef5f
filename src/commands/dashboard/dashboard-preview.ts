// Shows how a dashboard would look, and keeps nothing.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Reply } from '../../domain/reply.ts'
import { type DashboardOptions, givenText, orgOf, yamlSchema } from './dashboard-options.ts'

/** What every platform takes as the value of a button. */
const longest = 1_900

export function dashboardPreview(options: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'preview',
    readsQuoted: true,
    under: 'dashboard',
    summary: 'Shows how a YAML file looks as a dashboard, without keeping it',
    examples: ['dashboard preview'],
    permission: 'member',
    right: 'kpi:read',
    args: { rest: 'yaml', schema: yamlSchema },
    async run(call): Promise<Reply> {
      const text = await givenText(options, call, 'preview')
      const spec = options.read(text)
      const shown = await options.preview(orgOf(call.caller), spec, call.signal)
      const keep = `dashboard save ${text}`
      const isShort = keep.length <= longest
      const how = isShort ? 'Keep it?' : 'Send it again with `/dashboard save` to keep it.'
      const said = `**${escapeMarkdown(spec.title)}**, as it would look. Nothing of it is kept yet. ${how}`
      return {
        audience: 'everyone',
        parts: [
          ...shown,
          { kind: 'text', text: said },
          ...(isShort
            ? [
                {
                  kind: 'buttons' as const,
                  buttons: [{ label: 'Keep', action: 'run', value: keep, style: 'primary' as const }],
                },
              ]
            : []),
        ],
      }
    },
  })
}
