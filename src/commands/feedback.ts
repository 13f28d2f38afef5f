// What somebody thinks of Bellhop: written down for the admins, who are told at once.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { whisper } from '../domain/reply.ts'
import { defineTool, type ToolCall } from '../domain/tool.ts'

const kinds = { problem: 'Something is wrong', idea: 'An idea', praise: 'Praise' } as const

const schema = z.object({
  text: z.string().trim().min(3).max(3_000).describe('what you want to say'),
  about: z.enum(['problem', 'idea', 'praise']).default('problem').describe('what kind of feedback it is'),
})

export type SaidFeedback = z.infer<typeof schema>

/** `write` registers with the call what commits together with the thanks. */
type Options = { write(call: ToolCall<SaidFeedback>): void }

export function feedback({ write }: Options): CommandDeclaration {
  const tool = defineTool<SaidFeedback, string>({
    name: 'give_feedback',
    description: 'Writes down feedback about Bellhop and tells the admins',
    input: schema,
    output: z.string(),
    effect: 'write',
    // All it does is a change of our own rows, which commits once or not at all.
    repeat: 'safe',
    permission: 'viewer',
    limit: { perMinute: 5 },
    async run(call) {
      write(call)
      const { about, text } = call.input
      const quote = escapeMarkdown(text).replaceAll(/^/gm, '> ')
      call.tellAdmins(`Feedback from ${escapeMarkdown(call.caller.name)} (${kinds[about].toLowerCase()}):\n\n${quote}`)
      return 'Thank you. I wrote it down and told the admins.'
    },
    present: (said) => whisper(said),
  })
  return defineCommand({
    name: 'feedback',
    summary: 'Tells the people who run this what you think of it',
    group: 'Getting started',
    examples: ['feedback', 'feedback The chart has no title'],
    args: { rest: 'text', schema },
    form: {
      title: 'Your feedback',
      submit: 'Send',
      fields: [
        { name: 'text', label: 'What do you want to say', kind: 'long' },
        { name: 'about', label: 'What is it', kind: 'choice', initial: 'problem', choices: choices() },
      ],
    },
    tool,
  })
}

function choices(): { label: string; value: string }[] {
  return Object.entries(kinds).map(([value, label]) => ({ label, value }))
}
