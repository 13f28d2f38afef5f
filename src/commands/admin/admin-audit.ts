// What was asked, by whom, whether it was allowed, and what came of it.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import type { AuditFilter, AuditLine, AuditPage } from '../../store/audit/audit-search.ts'
import {
  cursorField,
  type Filters,
  filterFields,
  fromCursor,
  toCursor,
  toFilter,
  toFlags,
} from './admin-audit-filters.ts'

type Options = {
  page(org: string, filter: AuditFilter, page: AuditPage): Promise<AuditLine[]>
  now(): number
}

const schema = z.object({
  ...filterFields,
  limit: z.number().int().min(1).max(100).default(20).describe('how many on a page'),
  before: cursorField.describe('older than this mark; the buttons put it there'),
  after: cursorField.describe('newer than this mark; the buttons put it there'),
})

type Asked = z.infer<typeof schema>

export function adminAudit(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'audit',
    under: 'admin',
    summary: 'Shows who did what here, newest first',
    usage: '[--who <text>] [--act <text>] [--refused] [--since <moment>] …',
    examples: ['admin audit', 'admin audit --who ann --refused --since 2d', 'admin audit --reference 7KQ2M-9RTXA'],
    permission: 'admin',
    args: { schema },
    async run({ input, caller }) {
      const asked = schema.parse(input)
      const now = options.now()
      const filter = toFilter(asked, now)
      if (!caller.org) return whisper('This place belongs to no organisation, so nothing is written down for it.')
      if (asked.before && asked.after) throw new BellhopError('invalid', 'Leave one of --before and --after out.')
      const way = asked.after ? 'newer' : 'older'
      const from = toCursor(asked.after ?? asked.before)
      // One more than is shown tells whether there is another page.
      const found = await options.page(caller.org, filter, { way, from, limit: asked.limit + 1 })
      const hasMore = found.length > asked.limit
      const shown = found.slice(0, asked.limit)
      const lines = way === 'older' ? shown : shown.reverse()
      return lines.length === 0 ? nothing(from !== undefined) : pageOf(lines, buttons(asked, lines, way, hasMore, now))
    },
  })
}

function nothing(isBeyond: boolean): Reply {
  return whisper(isBeyond ? 'There is nothing more in this direction.' : 'Nothing of that kind is written down here.')
}

function pageOf(lines: AuditLine[], shown: Button[]): Reply {
  const rows = lines.map((line) => [
    momentText(line.at),
    whoText(line),
    line.act.replace(/^command:/, ''),
    outcomeText(line),
    line.correlation,
  ])
  const twin = rows.map((row) => row.join(' · ')).join('\n')
  const table = { kind: 'table' as const, columns: ['When (UTC)', 'Who', 'What', 'Outcome', 'Reference'], rows, twin }
  return { audience: 'asker', parts: shown.length > 0 ? [table, { kind: 'buttons', buttons: shown }] : [table] }
}

function buttons(asked: Asked, lines: AuditLine[], way: 'older' | 'newer', hasMore: boolean, now: number): Button[] {
  const { limit, before: _before, after: _after, ...filters } = asked
  const command = ['admin audit', toFlags(filters satisfies Filters, now), limit === 20 ? '' : `--limit ${limit}`]
  const turn = (label: string, flag: string, line: AuditLine | undefined): Button[] =>
    line ? [{ label, action: 'run', value: [...command, `${flag} ${fromCursor(line)}`].filter(Boolean).join(' ') }] : []
  const hasOlder = way === 'older' ? hasMore : true
  const hasNewer = way === 'newer' ? hasMore : asked.before !== undefined
  return [
    ...(hasNewer ? turn('Newer', '--after', lines[0]) : []),
    ...(hasOlder ? turn('Older', '--before', lines.at(-1)) : []),
  ]
}

function momentText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

function whoText({ name, account, person, isErased }: AuditLine): string {
  return name ?? account ?? person ?? (isErased ? 'erased' : 'Bellhop')
}

function outcomeText({ allowed, reason, result, act }: AuditLine): string {
  if (!allowed) return `refused: ${reason ?? ''}`
  return act.startsWith('alert:') ? (reason ?? '') : (result ?? '')
}
