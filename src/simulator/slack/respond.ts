// What the app says in answer to a command or through a response url, put where it belongs.
import { z } from 'zod'
import { validateBlocks } from './blocks/validate-blocks.ts'
import { edit, post, remove } from './messages.ts'
import type { Json, Message } from './model.ts'
import type { ResponseTarget } from './response-urls.ts'
import type { World } from './world.ts'

type Responded = { outcome: 'said' } | { outcome: 'refused'; error: string }

const payload = z.looseObject({
  text: z.string().max(40_000).optional(),
  blocks: z.array(z.record(z.string(), z.unknown())).nullish(),
  attachments: z.array(z.record(z.string(), z.unknown())).nullish(),
  response_type: z.enum(['ephemeral', 'in_channel']).nullish(),
  replace_original: z.boolean().nullish(),
  delete_original: z.boolean().nullish(),
  thread_ts: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})
type Payload = z.infer<typeof payload>

export function respond(world: World, target: ResponseTarget, said: unknown): Responded {
  const parsed = payload.safeParse(said)
  if (!parsed.success) return { outcome: 'refused', error: 'invalid_payload' }
  const answer = parsed.data
  const original = target.original && world.state.messages.get(target.channel)?.get(target.original.ts)
  if (answer.delete_original) {
    if (original) remove(world, original)
    return { outcome: 'said' }
  }
  const problem = problemWith(answer)
  if (problem) return { outcome: 'refused', error: problem }
  if (answer.replace_original && original) replace(world, original, answer)
  else sayNew(world, target, answer)
  return { outcome: 'said' }
}

function problemWith(answer: Payload): string | undefined {
  if (!answer.text?.trim() && !answer.blocks?.length && !answer.attachments?.length) return 'no_text'
  if (!answer.blocks) return undefined
  const verdict = validateBlocks(answer.blocks)
  return verdict.ok ? undefined : verdict.error
}

function replace(world: World, original: Message, answer: Payload): void {
  const { text, blocks, attachments } = contentOf(answer)
  edit(world, original, { text, blocks: blocks ?? [], attachments: attachments ?? [] }, original.user)
}

function sayNew(world: World, target: ResponseTarget, answer: Payload): void {
  const installation = world.state.installations.get(target.teamId)
  const isForAll = answer.response_type === 'in_channel'
  post(world, {
    ...contentOf(answer),
    channel: target.channel,
    teamId: target.teamId,
    user: installation?.botUserId ?? '',
    botId: installation?.botId,
    threadTs: answer.thread_ts ?? undefined,
    onlyFor: isForAll ? undefined : target.user,
  })
}

function contentOf(answer: Payload): { text: string; blocks?: Json[]; attachments?: Json[]; metadata?: Json } {
  return {
    text: answer.text ?? '',
    ...(answer.blocks ? { blocks: answer.blocks } : {}),
    ...(answer.attachments ? { attachments: answer.attachments } : {}),
    ...(answer.metadata ? { metadata: answer.metadata } : {}),
  }
}
