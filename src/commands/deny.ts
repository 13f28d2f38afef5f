// Says no to what somebody asked for: then nobody can approve it any more.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { whisper } from '../domain/reply.ts'
import { type AnswerOptions, approvalId, orgOf, showWaiting } from './approval-id.ts'

const schema = z.object({
  id: approvalId.optional(),
  reason: z.string().max(300).optional().describe('why, for whoever asked'),
})

export function deny(options: AnswerOptions): CommandDeclaration {
  const { approvals } = options
  return defineCommand({
    name: 'deny',
    summary: 'Denies what somebody asked for',
    group: 'Approvals',
    examples: ['deny 1a2b3c4d', 'deny 1a2b3c4d not on a Friday'],
    permission: 'viewer',
    effect: 'write',
    args: { positional: ['id'], rest: 'reason', schema },
    looks: (input) => !schema.parse(input).id,
    summarize: ({ id }) => (id ? `deny ${id}` : 'show what waits for an answer'),
    async run({ input, caller, change, about }) {
      const { id, reason } = schema.parse(input)
      if (!id) return showWaiting(options, caller)
      const row = await approvals.find(orgOf(caller), id)
      about?.(row.id)
      const answering = await approvals.answer(row, caller, 'deny', reason?.trim() || null)
      change(answering.change)
      return whisper(answering.said)
    },
  })
}
