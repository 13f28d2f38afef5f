// Keeps a dashboard of one's own: a YAML file attached, or its lines typed.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Reply, ReplyPart } from '../../domain/reply.ts'
import { type DashboardOptions, orgOf } from './dashboard-options.ts'

const schema = z.object({
  yaml: z.string().default('').describe('the lines of its file; nothing when one is attached'),
})

export function dashboardSave(options: DashboardOptions): CommandDeclaration {
  return defineCommand({
    name: 'save',
    under: 'dashboard',
    summary: 'Keeps a dashboard of your own, from a YAML file',
    examples: ['dashboard save'],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: () => 'keep that dashboard',
    args: { rest: 'yaml', schema },
    async run(call) {
      const org = orgOf(call.caller)
      const typed = schema.parse(call.input).yaml.replace(/^```\w*\n?|\n?```$/g, '')
      const text = typed.trim() ? typed : await options.attached(call.incoming)
      if (!text)
        throw new BellhopError('invalid', 'There is no dashboard to keep.', {
          nextStep:
            'Attach a YAML file to the message that says `dashboard save`; `dashboard show` gives one to begin with.',
        })
      const spec = options.read(text)
      const isThere = (await options.all(org)).some((one) => one.spec.name === spec.name)
      const shown = await options.preview(org, spec, call.signal)
      options.save(call, org, spec.name, text)
      return kept(shown, spec.name, spec.title, isThere)
    },
  })
}

function kept(shown: ReplyPart[], name: string, title: string, isThere: boolean): Reply {
  const text = `**${escapeMarkdown(title)}** is kept as \`${name}\`${isThere ? ', in place of what had that name' : ''}.`
  const buttons = [
    { label: 'Show', action: 'run', value: `dashboard ${name}` },
    { label: 'Undo', action: 'run', value: `dashboard undo ${name}`, style: 'danger' as const },
  ]
  return {
    audience: 'everyone',
    parts: [...shown, { kind: 'text', text }, { kind: 'buttons', buttons }],
  }
}
