// Whoever asked takes it back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { whisper } from '../domain/reply.ts'
import { type AnswerOptions, approvalId, orgOf, showWaiting } from './approval-id.ts'

const schema = z.object({ id: approvalId.optional() })

export function withdraw(options: AnswerOptions): CommandDeclaration {
  const { approvals } = options
  return defineCommand({
    name: 'withdraw',
    summary: 'Takes back what you asked to be approved',
    group: 'Approvals',
    examples: ['withdraw 1a2b3c4d'],
    permission: 'viewer',
    effect: 'write',
    args: { positional: ['id'], schema },
    looks: (input) => !schema.parse(input).id,
    summarize: ({ id }) => (id ? `withdraw ${id}` : 'show what waits for an answer'),
    async run({ input, caller, change, about }) {
      const { id } = schema.parse(input)
      if (!id) return showWaiting(options, caller)
      const row = await approvals.find(orgOf(caller), id)
      about?.(row.id)
      const answering = await approvals.withdraw(row, caller)
      change(answering.change)
      return whisper(answering.said)
    },
  })
}
