// How a saved query is written.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { whisper } from '../../domain/reply.ts'
import { askedQuery } from '../../domain/saved-query.ts'
import { fenced, orgOf, type QueryOptions } from './query-options.ts'

const schema = z.object({ name: askedQuery.describe('which one') })

export function queryShow({ queries }: QueryOptions): CommandDeclaration {
  return defineCommand({
    name: 'show',
    under: 'query',
    summary: 'Shows how a saved query is written',
    examples: ['query show revenue'],
    permission: 'member',
    right: 'query:read',
    args: { rest: 'name', schema },
    async run({ input, caller }) {
      const { name, source, sql, who } = await queries.find(orgOf(caller), schema.parse(input).name)
      return whisper(`**${escapeMarkdown(name)}** asks ${source}, saved by ${escapeMarkdown(who)}:\n${fenced(sql)}`)
    },
  })
}
