// Takes a saved query away; what it brought as KPIs stays.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Reply } from '../../domain/reply.ts'
import { askedQuery } from '../../domain/saved-query.ts'
import { fenced, orgOf, type QueryOptions, saveLine } from './query-options.ts'

const schema = z.object({ name: askedQuery.describe('which one') })

export function queryRemove(options: QueryOptions): CommandDeclaration {
  return defineCommand({
    name: 'remove',
    under: 'query',
    summary: 'Takes a saved query away',
    examples: ['query remove revenue'],
    permission: 'admin',
    right: 'query:write',
    effect: 'write',
    summarize: (input) => `take the saved query ${schema.parse(input).name} away`,
    args: { rest: 'name', schema },
    async run(call) {
      const found = await options.queries.find(orgOf(call.caller), schema.parse(call.input).name)
      options.remove(call, found.name)
      const undo = saveLine(found)
      const text = `**${escapeMarkdown(found.name)}** is gone. It asked ${found.source}:\n${fenced(found.sql)}`
      const buttons = undo ? [{ label: 'Undo', action: 'run', value: undo }] : []
      const parts: Reply['parts'] = [{ kind: 'text', text }]
      return { audience: 'asker', parts: buttons.length > 0 ? [...parts, { kind: 'buttons', buttons }] : parts }
    },
  })
}
