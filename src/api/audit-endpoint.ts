// The audit log over the API: NDJSON, oldest first, a part at a time.
import { z } from 'zod'
import { exportAudit } from '../audit/export-audit.ts'
import type { AuditFilter, Cursor } from '../store/audit/audit-search.ts'
import type { Store } from '../store/open-store.ts'
import { defineEndpoint, type Endpoint } from './endpoint.ts'
import type { Look } from './look.ts'

const cursor = z.string().regex(/^\d{1,15}\.[0-9a-f-]{36}$/, 'is what `Bellhop-Next` of the part before says')

const query = z.strictObject({
  who: z.string().max(200).optional().describe('part of a name, an account, or a person'),
  act: z.string().max(200).optional(),
  place: z.string().max(200).optional(),
  reference: z.string().max(50).optional(),
  allowed: z.enum(['true', 'false']).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000).describe('rounded up to whole pages of 500'),
})

export function auditEndpoint(store: Store, look: Look): Endpoint {
  return defineEndpoint({
    ...{ method: 'GET', path: '/api/v1/audit', id: 'exportAudit' },
    summary: 'The audit log as NDJSON; the header `Bellhop-Next` says where the next part begins',
    query,
    gives: { 200: { description: 'One entry a line', mediaType: 'application/x-ndjson' } },
    async handle({ visitor, query: asked }) {
      const { text, next } = await look(visitor, { tool: 'command:admin.audit.export' }, (org) =>
        collect(
          exportAudit(store, { org, format: 'ndjson', filter: toFilter(asked), from: toCursor(asked.after) }),
          asked.limit,
        ),
      )
      const headers = { 'content-type': 'application/x-ndjson; charset=utf-8' }
      return { status: 200, headers: next ? { ...headers, 'bellhop-next': next } : headers, body: text }
    },
  })
}

async function collect(
  pieces: ReturnType<typeof exportAudit>,
  limit: number,
): Promise<{ text: string; next?: string }> {
  let [text, entries] = ['', 0]
  for await (const piece of pieces) {
    text += piece.text
    entries += piece.entries
    if (entries >= limit) return { text, next: `${piece.end.at}.${piece.end.id}` }
  }
  return { text }
}

function toFilter({ who, act, place, reference, allowed, since, until }: z.output<typeof query>): AuditFilter {
  return {
    ...(who ? { who } : {}),
    ...(act ? { act } : {}),
    ...(place ? { place } : {}),
    ...(reference ? { reference: reference.toUpperCase() } : {}),
    ...(allowed ? { allowed: allowed === 'true' } : {}),
    ...(since ? { since: Date.parse(since) } : {}),
    ...(until ? { until: Date.parse(until) } : {}),
  }
}

function toCursor(mark: string | undefined): Cursor | undefined {
  const [at, id] = mark?.split('.') ?? []
  return at && id ? { at: Number(at), id } : undefined
}
