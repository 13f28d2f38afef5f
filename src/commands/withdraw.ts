// Whoever asked takes it back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { whisper } from '../domain/reply.ts'
import { type AnswerOptions, approvalId, orgOf } from './approval-id.ts'

const schema = z.object({ id: approvalId })

export function withdraw({ approvals }: AnswerOptions): CommandDeclaration {
  return defineCommand({
    name: 'withdraw',
    summary: 'Takes back what you asked to be approved',
    group: 'Approvals',
    examples: ['withdraw 1a2b3c4d'],
    permission: 'viewer',
    effect: 'write',
    args: { positional: ['id'], schema },
    summarize: ({ id }) => `withdraw ${id}`,
    async run({ input, caller, change, about }) {
      const row = await approvals.find(orgOf(caller), schema.parse(input).id)
      about?.(row.id)
      const answering = await approvals.withdraw(row, caller)
      change(answering.change)
      return whisper(answering.said)
    },
  })
}
