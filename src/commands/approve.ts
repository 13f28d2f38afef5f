// Agrees to what somebody asked for. Buttons say this command too.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { whisper } from '../domain/reply.ts'
import { type AnswerOptions, approvalId, orgOf, showWaiting } from './approval-id.ts'

const schema = z.object({ id: approvalId.optional() })

export function approve(options: AnswerOptions): CommandDeclaration {
  const { approvals } = options
  return defineCommand({
    name: 'approve',
    summary: 'Approves what somebody asked for',
    group: 'Approvals',
    examples: ['approve 1a2b3c4d'],
    permission: 'viewer',
    effect: 'write',
    // What needs somebody else's yes needs it from them, and not from whoever has their chat.
    stepUp: 'enrolled',
    args: { positional: ['id'], schema },
    looks: (input) => !schema.parse(input).id,
    summarize: ({ id }) => (id ? `approve ${id}` : 'show what waits for an answer'),
    async run({ input, caller, change, about }) {
      const { id } = schema.parse(input)
      if (!id) return showWaiting(options, caller)
      const row = await approvals.find(orgOf(caller), id)
      about?.(row.id)
      const answering = await approvals.answer(row, caller, 'approve', null)
      change(answering.change)
      return whisper(answering.said)
    },
  })
}
