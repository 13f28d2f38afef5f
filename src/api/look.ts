// Looking something up through the gate, as the command for it would: asked, decided and written down, with nothing to run.
import { currentCorrelation, newCorrelation } from '../domain/correlation.ts'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import { textOf } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Gate } from '../gate/create-gate.ts'
import type { Registry } from '../gate/registry.ts'
import type { Store } from '../store/open-store.ts'
import { type AuditRecord, insertAudit } from '../store/router/tenant-rows.ts'
import { placeOfKey } from './api-platform.ts'
import type { Visitor } from './key-door.ts'

export type Look = <T>(visitor: Visitor, asked: Asked, work: (org: string) => Promise<T>) => Promise<T>

/** The tool behind the command, and what it would be given. */
type Asked = { tool: string; input?: unknown }

type Parts = { store: Store; gate: Pick<Gate, 'admit'>; registry(): Pick<Registry, 'findTool'> }

export function createLook({ store, gate, registry }: Parts): Look {
  return async ({ key, caller }, { tool: name, input = {} }, work) => {
    const tool = registry().findTool(name)
    if (!tool) throw new BellhopError('not_found', 'That is not available here.')
    const correlation = currentCorrelation() ?? newCorrelation()
    const request = { tool, input, caller, incoming: null, correlation, key: `api:${correlation}` }
    const { refused } = await gate.admit(request)
    const write = (record: AuditRecord) => store.inOrgSql(key.org, (sql) => insertAudit(sql, key.org, [record]))
    if (refused) {
      await write({ ...refused.audit, place: placeOfKey(key.id) })
      throw refused.failure ?? refusalOf(refused.reply)
    }
    try {
      const found = await work(key.org)
      await write(seen(tool, { key, caller }, correlation, 'done'))
      return found
    } catch (error) {
      await write(seen(tool, { key, caller }, correlation, toBellhopError(error).code))
      throw error
    }
  }
}

function refusalOf(reply: Parameters<typeof textOf>[0] | null): BellhopError {
  return new BellhopError(reply?.failure ?? 'forbidden', reply ? textOf(reply) : 'That is not for you.')
}

function seen(tool: AnyTool, { key, caller }: Visitor, correlation: string, result: string): AuditRecord {
  const { person, account } = caller
  const ruling = { allowed: true, reason: null, result }
  return { person, account, place: placeOfKey(key.id), act: tool.name, digest: null, correlation, ...ruling }
}
