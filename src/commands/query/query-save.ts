// Keeps a question to an outside database under a name. It is asked once before, so that what is kept is known to work.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Button, Reply, ReplyPart } from '../../domain/reply.ts'
import { mostQueries, noSource, queryName } from '../../domain/saved-query.ts'
import type { SavedQueryLine } from '../../ports/saved-queries.ts'
import { answerParts, showAnswer } from '../../tools/present-answer.ts'
import { fenced, orgOf, type QueryOptions, saveLine } from './query-options.ts'

const schema = z.object({
  name: queryName.describe('what people ask it by'),
  from: z.string().trim().toLowerCase().optional().describe('the connection; needed where there are several'),
  sql: z.string().min(1).max(20_000).describe('one SELECT'),
})

export function querySave(options: QueryOptions): CommandDeclaration {
  return defineCommand({
    name: 'save',
    under: 'query',
    summary: 'Keeps a question to an outside database by name, after a try',
    usage: '<name> [--from <connection>] <sql>',
    examples: [
      'query save revenue --from warehouse select day as date, sum(total) as "Revenue (€)" from orders group by day',
    ],
    permission: 'admin',
    right: 'query:write',
    effect: 'write',
    long: true,
    summarize: (input) => `save the query ${schema.parse(input).name}`,
    args: { positional: ['name'], rest: 'sql', schema },
    async run(call) {
      const org = orgOf(call.caller)
      const { name, from, sql: typed } = schema.parse(call.input)
      const sql = typed.replace(/^\s*```\w*\n?|\n?```\s*$/g, '').trim()
      const source = from ?? theOnly(options.sources.names())
      const all = await options.queries.all(org)
      const former = all.find((one) => one.name === name)
      if (!former && all.length >= mostQueries)
        throw new BellhopError('limited', `There are ${mostQueries} saved queries already.`, {
          nextStep: 'Take one away with `/query remove`.',
        })
      const answer = await options.sources.ask({ org, source, sql }, { signal: call.signal })
      options.save(call, org, { name, source, sql })
      return saved(answerParts(name, source, showAnswer(answer)), name, former)
    },
  })
}

function theOnly([first, another]: string[]): string {
  if (first && !another) return first
  throw new BellhopError('invalid', first ? 'There are several connections.' : 'No outside database is connected.', {
    nextStep: first ? `Say which with \`--from ${first}\`.` : noSource,
  })
}

function saved(shown: ReplyPart[], name: string, former: SavedQueryLine | undefined): Reply {
  const undo = former && saveLine(former)
  const text = former
    ? `\`${name}\` is saved, in the place of what ${escapeMarkdown(former.who)} had saved from ${former.source}:\n${fenced(former.sql)}`
    : `\`${name}\` is saved: ask it with \`/query ${name}\`.`
  const buttons: Button[] = [
    { label: 'Ask it', action: 'run', value: `query ${name}` },
    ...(undo ? [{ label: 'Undo', action: 'run', value: undo, style: 'danger' as const }] : []),
    ...(former ? [] : [{ label: 'Remove', action: 'run', value: `query remove ${name}`, style: 'danger' as const }]),
  ]
  return { audience: 'everyone', parts: [...shown, { kind: 'text', text }, { kind: 'buttons', buttons }] }
}
