// Keeps a dashboard of one's own: a YAML file attached, or its lines typed.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import type { DashboardSpec } from '../../domain/dashboard.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Reply, ReplyPart } from '../../domain/reply.ts'
import { type DashboardOptions, givenText, markOf, orgOf, yamlSchema } from './dashboard-options.ts'

export function dashboardSave(options: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'save',
    readsQuoted: true,
    under: 'dashboard',
    summary: 'Keeps a dashboard of your own, from a YAML file',
    examples: ['dashboard save'],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: () => 'keep that dashboard',
    args: { rest: 'yaml', schema: yamlSchema },
    async run(call) {
      const org = orgOf(call.caller)
      const text = await givenText(options, call, 'save')
      const spec = options.read(text)
      const isThere = (await options.all(org)).some((one) => one.spec.name === spec.name)
      const shown = await options.preview(org, spec, call.signal)
      options.save(call, org, spec.name, text)
      return kept(shown, spec, isThere, markOf(text))
    },
  })
}

function kept(shown: ReplyPart[], { name, title }: DashboardSpec, isThere: boolean, mark: string): Reply {
  const text = `**${escapeMarkdown(title)}** is kept as \`${name}\`${isThere ? ', in place of what had that name' : ''}.`
  const buttons = [
    { label: 'Show', action: 'run', value: `dashboard ${name}` },
    { label: 'Undo', action: 'run', value: `dashboard undo ${name} ${mark}`, style: 'danger' as const },
  ]
  return {
    audience: 'everyone',
    parts: [...shown, { kind: 'text', text }, { kind: 'buttons', buttons }],
  }
}
