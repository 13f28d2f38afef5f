// What the API gives, as schemas: the answers are made to them, and the OpenAPI document shows them.
import { z } from 'zod'
import type { Reply } from '../domain/reply.ts'
import { textOf } from '../domain/reply.ts'
import { type Outcome, requestStates } from './requests.ts'

const reply = z.object({
  text: z.string().describe('all of it as text'),
  parts: z
    .array(z.looseObject({ kind: z.string() }))
    .describe('the same in parts: text, fields, table, chart, image, files, buttons'),
})

export const outcome = z.object({
  id: z.string().describe('the request, and the job where it became one: see it at /api/v1/jobs/{id}'),
  state: z.enum(requestStates),
  reference: z.string().optional().describe('stands in the log and the audit too'),
  approval: z.string().optional().describe('the approval it waits for'),
  replies: z.array(reply),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
})

export const whoami = z.object({
  person: z.string().nullable(),
  name: z.string(),
  org: z.string().nullable(),
  role: z.string(),
  key: z.object({ id: z.string(), name: z.string(), scopes: z.array(z.string()), expiresAt: z.iso.datetime() }),
})

export const tools = z.object({
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      effect: z.enum(['read', 'write', 'destructive']),
      scope: z.string(),
      isLong: z.boolean(),
      input: z.record(z.string(), z.unknown()).describe('JSON Schema of what it takes'),
    }),
  ),
})

export const approval = z.object({
  id: z.string(),
  tool: z.string(),
  summary: z.string(),
  state: z.enum(['open', 'approved', 'denied', 'withdrawn', 'expired', 'void']),
  askedBy: z.string().describe('a person'),
  needed: z.number().int(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
  settledBy: z.string().nullable(),
  reason: z.string().nullable(),
})

export function showOutcome({
  id,
  state,
  reference,
  approval: waitsFor,
  replies,
  failure,
}: Outcome): z.output<typeof outcome> {
  return {
    ...{ id, state, replies: replies.map(showReply) },
    ...(reference ? { reference } : {}),
    ...(waitsFor ? { approval: waitsFor } : {}),
    ...(failure ? { error: failure } : {}),
  }
}

function showReply(said: Reply): z.output<typeof reply> {
  return { text: textOf(said), parts: said.parts }
}
