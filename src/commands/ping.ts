// Is anybody there?
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { say } from '../domain/reply.ts'

export function ping(): CommandDeclaration {
  return defineCommand({
    name: 'ping',
    summary: 'Answers pong, and the text you give it',
    group: 'Getting started',
    examples: ['ping', 'ping hello'],
    permission: 'stranger',
    args: { rest: 'text', schema: z.object({ text: z.string().optional().describe('what to say back') }) },
    run: async ({ input }) => say(escapeMarkdown(typeof input.text === 'string' ? `pong ${input.text}` : 'pong')),
  })
}
