// Approvals over the API: what waits, one of them, and an answer, which goes the way of every other answer.
import { z } from 'zod'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Approvals } from '../gate/approvals/create-approvals.ts'
import type { ApprovalRow } from '../store/gate/approval-rows.ts'
import { jsonAnswer } from './answers.ts'
import { defineEndpoint, type Endpoint } from './endpoint.ts'
import { answer } from './endpoints.ts'
import type { Look } from './look.ts'
import type { Requests } from './requests.ts'
import { approval, outcome } from './shapes.ts'

type Parts = { approvals: Pick<Approvals, 'list' | 'find' | 'concerns'>; look: Look; requests: Requests }

export function approvalEndpoints({ approvals, look, requests }: Parts): Endpoint[] {
  return [
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/approvals', id: 'listApprovals' },
      summary: 'What waits for approval, and what became of the rest',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      gives: { 200: { description: 'Open ones first', schema: z.object({ approvals: z.array(approval) }) } },
      async handle({ visitor, query: { limit } }) {
        const rows = await look(visitor, { tool: 'command:admin.approvals' }, (org) => approvals.list(org, limit))
        return jsonAnswer(200, { approvals: rows.map(show) })
      },
    }),
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/approvals/:id', id: 'getApproval' },
      summary: 'One approval',
      gives: { 200: { description: 'The approval', schema: approval } },
      async handle({ visitor, params: { id = '' } }) {
        const theirs = look(visitor, { tool: 'command:approve', input: { id } }, async (org) => {
          const row = await approvals.find(org, id)
          if (await approvals.concerns(row, visitor.caller)) return row
          throw new BellhopError('forbidden', 'It was not yours to see.')
        })
        const row = await theirs.catch((error: unknown) => {
          if (toBellhopError(error).code !== 'forbidden') throw error
          return look(visitor, { tool: 'command:admin.approvals' }, (org) => approvals.find(org, id))
        })
        return jsonAnswer(200, show(row))
      },
    }),
    defineEndpoint({
      ...{ method: 'POST', path: '/api/v1/approvals/:id', id: 'answerApproval', isIdempotent: true },
      summary: 'Approves or denies what somebody asked for',
      body: z.strictObject({ answer: z.enum(['approve', 'deny']), reason: z.string().max(300).optional() }),
      gives: {
        200: { description: 'It counts', schema: outcome },
        202: { description: 'Not handled yet', schema: outcome },
      },
      async handle({ visitor, params, body, idempotencyKey }) {
        const input = { id: params.id, ...(body.answer === 'deny' && body.reason ? { reason: body.reason } : {}) }
        const ask = { tool: `command:${body.answer}`, input, isDryRun: false }
        return answer(await requests.make(visitor, ask, idempotencyKey))
      },
    }),
  ]
}

function show(row: ApprovalRow): z.output<typeof approval> {
  const { id, tool, summary, state, needed, reason, settledBy, settledAt, createdAt, expiresAt } = row
  return {
    ...{ id, tool, summary, state, needed, reason, settledBy },
    askedBy: row.asker,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
  }
}
