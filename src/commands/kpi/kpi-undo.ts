// Takes back what an import brought: what counted before it counts again.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { countOf, findImport, importId, type KpiOptions, orgOf } from './kpi-options.ts'

const schema = z.object({
  id: importId.optional().describe('the id that `/kpi imports` shows; the newest unless told'),
})

export function kpiUndo(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'undo',
    under: 'kpi',
    summary: 'Takes back what an import brought; what counted before counts again',
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: () => 'take back the figures of that import',
    args: { positional: ['id'], schema },
    async run(call) {
      const org = orgOf(call.caller)
      const found = await findImport(options, org, schema.parse(call.input).id, ['kept'])
      options.undo(call, found.id)
      const text = `${countOf(found.figures)} of ${escapeMarkdown(found.name)} count no longer.`
      const buttons = [{ label: 'Keep them after all', action: 'run', value: `kpi keep ${found.id}` }]
      return {
        audience: 'everyone',
        parts: [
          { kind: 'text', text },
          { kind: 'buttons', buttons },
        ],
      }
    },
  })
}
