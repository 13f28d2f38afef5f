// Lets go of figures that were read and not kept.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { say } from '../../domain/reply.ts'
import { findImport, importId, type KpiOptions, orgOf } from './kpi-options.ts'

const schema = z.object({
  id: importId.optional().describe('the id that `/kpi imports` shows; the newest unless told'),
})

export function kpiDiscard(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'discard',
    under: 'kpi',
    summary: 'Lets go of figures that were read and not kept',
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: () => 'let go of the figures of that import',
    args: { positional: ['id'], schema },
    async run(call) {
      const org = orgOf(call.caller)
      const found = await findImport(options, org, schema.parse(call.input).id, ['staged'])
      options.discard(call, found.id)
      return say(`The figures of ${escapeMarkdown(found.name)} are gone; nothing of them ever counted.`)
    },
  })
}
