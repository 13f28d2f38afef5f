// A saved query in the thread: `query revenue`; which there are: `query`.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { askedQuery } from '../../domain/saved-query.ts'
import type { AnyTool } from '../../domain/tool.ts'

/** `tool` is run_query. */
export function query(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'query',
    summary: 'Asks a saved query of an outside database, or shows which there are',
    group: 'Figures',
    usage: '[name]',
    examples: ['query', 'query revenue'],
    args: {
      rest: 'name',
      schema: z.object({ name: askedQuery.default('').describe('which one; nothing shows all of them') }),
    },
    tool,
  })
}
