// A thumb on a reply is feedback of one person on that answer, and is taken back with the thumb.
import { z } from 'zod'
import { thumbs } from '../domain/incoming.ts'
import { whisper } from '../domain/reply.ts'
import { defineTool, type Tool, type ToolCall } from '../domain/tool.ts'

const some = z.array(z.enum(thumbs)).max(thumbs.length).default([])

const schema = z.object({
  reply: z.string().trim().min(1).max(200).describe('the reference of the reply'),
  added: some.describe('what was put on it'),
  removed: some.describe('what was taken off again'),
})

export type RatedReply = z.output<typeof schema>

/** `write` registers with the call what commits with it. */
type Options = { write(call: ToolCall<RatedReply>): void }

export function rateReply({ write }: Options): Tool<RatedReply, string> {
  return defineTool<RatedReply, string>({
    name: 'rate_reply',
    description: 'Writes down that a reply of Bellhop was good or bad, or takes that back',
    input: schema,
    output: z.string(),
    effect: 'write',
    // All it does is a change of our own rows, which commits once or not at all.
    repeat: 'safe',
    permission: 'viewer',
    right: 'feedback:run',
    limit: { perMinute: 60 },
    async run(call) {
      write(call)
      return 'I wrote it down.'
    },
    present: (said) => whisper(said),
  })
}
