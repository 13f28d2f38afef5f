// Makes figures that were laid ready count, all of them at once.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Reply } from '../../domain/reply.ts'
import { countOf, findImport, importId, type KpiOptions, orgOf } from './kpi-options.ts'

const schema = z.object({
  id: importId.optional().describe('the id that `/kpi imports` shows; the newest unless told'),
})

export function kpiKeep(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'keep',
    under: 'kpi',
    summary: 'Keeps figures that were read or undone: from then on they count',
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: () => 'make the figures of that import count',
    args: { positional: ['id'], schema },
    async run(call) {
      const org = orgOf(call.caller)
      const found = await findImport(options, org, schema.parse(call.input).id, ['staged', 'undone'])
      const kept = (await options.imports(org, 200)).filter(({ state }) => state === 'kept')
      if (found.isSample && kept.some(({ isSample }) => !isSample))
        throw new BellhopError('conflict', 'There are real figures here, and a sample is not to be mixed with them.', {
          nextStep: 'Take those back first with `/kpi undo`.',
        })
      options.keep(call, found.id)
      const instead =
        !found.isSample && kept.some(({ isSample }) => isSample) ? ', instead of the sample company’s' : ''
      const text = `${countOf(found.figures)} of ${escapeMarkdown(found.name)} count from now on${instead}. See them with \`/kpi\`.`
      return reply(text, found.id)
    },
  })
}

function reply(text: string, id: string): Reply {
  const buttons = [
    { label: 'Show KPIs', action: 'run', value: 'kpi' },
    { label: 'Undo', action: 'run', value: `kpi undo ${id}`, style: 'danger' as const },
  ]
  return {
    audience: 'everyone',
    parts: [
      { kind: 'text', text },
      { kind: 'buttons', buttons },
    ],
  }
}
