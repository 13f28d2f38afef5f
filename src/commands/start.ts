// The first thing somebody sees: who this is and what to try.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { type Reply, whisper } from '../domain/reply.ts'
import type { ToolCall } from '../domain/tool.ts'
import { examplesOf } from '../domain/usage.ts'
import type { Entry } from '../gate/registry.ts'
import { type Catalog, visibleCommands } from './visible-commands.ts'

/** Good first things to try, best first; the first two that the caller may run are named. */
const firsts = ['ask', 'build', 'chart', 'py', 'kpi', 'link', 'ping', 'whoami']

type Options = Catalog & {
  /** What a link that opened the chat carried, when it was a code of ours. */
  redeem?(call: ToolCall<Record<string, unknown>>, typed: string): Promise<Reply> | undefined
}

export function start({ redeem, ...catalog }: Options): CommandDeclaration {
  return defineCommand({
    name: 'start',
    summary: 'Says hello and what to try first',
    group: 'Getting started',
    permission: 'stranger',
    isUnkept: true,
    // Telegram sends what stood in the link that opened the chat.
    args: { rest: 'from', schema: z.object({ from: z.string().optional().describe('what brought you here') }) },
    async run(call) {
      const { caller, incoming, input } = call
      const redeemed = typeof input.from === 'string' ? redeem?.(call, input.from) : undefined
      if (redeemed) return redeemed
      const visible = await visibleCommands(catalog, caller, incoming)
      const tries = firsts.flatMap((name) => visible.filter((entry) => entry.name === name)).slice(0, 2)
      const examples = tries.map((entry) => `\`${exampleOf(entry)}\``)
      const suggestion = examples.length > 0 ? ` Try ${examples.join(' or ')}.` : ''
      return whisper(
        `Hello ${escapeMarkdown(caller.name)}, I am Bellhop: ring, and I run the errand.${suggestion} ` +
          '`/help` shows everything I can do for you here.',
      )
    },
  })
}

function exampleOf(entry: Entry): string {
  return examplesOf(entry.command)[0] ?? `/${entry.name}`
}
