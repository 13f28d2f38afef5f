// The audit log as files, a bounded part at a time; and the signed checkpoint that shows later whether it was cut.
import { z } from 'zod'
import { type AuditFormat, auditFormats } from '../../audit/audit-formats.ts'
import type { AuditPiece } from '../../audit/export-audit.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import type { AuditFilter, Cursor } from '../../store/audit/audit-search.ts'
import { cursorField, filterFields, fromCursor, toCursor, toFilter, toFlags } from './admin-audit-filters.ts'

type Options = {
  pieces(org: string, format: AuditFormat, filter: AuditFilter, from?: Cursor): AsyncIterable<AuditPiece>
  now(): number
}

const schema = z.object({
  format: z.enum(auditFormats).default('ndjson').describe('one JSON object a line, or a table for a spreadsheet'),
  ...filterFields,
  after: cursorField.describe('goes on after an earlier part; the button puts it there'),
})

/** Of one file; what is beyond comes by the button. */
const most = { entries: 5_000, bytes: 1_000_000 }

export function adminAuditExport(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'export',
    under: 'admin audit',
    summary: 'Gives you the audit log as a file, oldest first',
    usage: '[ndjson|csv] [--since <moment>] [--until <moment>] …',
    examples: ['admin audit export csv', 'admin audit export ndjson --since 30d'],
    permission: 'admin',
    args: { positional: ['format'], schema },
    async run({ input, caller }) {
      const { format, after, ...filters } = schema.parse(input)
      const now = options.now()
      const filter = { until: now, ...toFilter(filters, now) }
      if (!caller.org) return whisper('This place belongs to no organisation, so nothing is written down for it.')
      const part = await gather(options.pieces(caller.org, format, filter, toCursor(after)))
      if (!part.end)
        return whisper(after ? 'There is nothing more to export.' : 'Nothing of that kind is written down here.')
      const next = ['admin audit export', format, toFlags(filters, now), `--after ${fromCursor(part.end)}`]
      return fileReply(part, format, now, part.hasMore ? next.filter(Boolean).join(' ') : undefined)
    },
  })
}

type Part = { text: string; entries: number; end: Cursor | undefined; hasMore: boolean }

async function gather(pieces: AsyncIterable<AuditPiece>): Promise<Part> {
  const part: Part = { text: '', entries: 0, end: undefined, hasMore: false }
  for await (const piece of pieces) {
    if (part.entries + piece.entries > most.entries || part.text.length + piece.text.length > most.bytes)
      if (part.end) return { ...part, hasMore: true }
    part.text += piece.text
    part.entries += piece.entries
    part.end = piece.end
  }
  return part
}

function fileReply({ text, entries }: Part, format: AuditFormat, now: number, next: string | undefined): Reply {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const name = `audit-${stamp}.${format}`
  const mediaType = format === 'csv' ? 'text/csv' : 'application/x-ndjson'
  const count = `${entries} ${entries === 1 ? 'entry' : 'entries'} of the audit log`
  const file = { name, mediaType, base64: Buffer.from(text).toString('base64') }
  const parts: Reply['parts'] = [{ kind: 'files', files: [file], twin: `${count}: ${name}` }]
  if (next)
    parts.push(
      { kind: 'text', text: 'There is more than fits one file.' },
      { kind: 'buttons', buttons: [{ label: 'Next part', action: 'run', value: next }] },
    )
  return { audience: 'asker', parts }
}
