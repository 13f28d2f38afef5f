// A chat platform over HTTP whose other side is the judge. Written for the fault run: it may die in the middle of a call.
import { z } from 'zod'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import { defineCommand } from '../../src/domain/command.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import { say, textOf } from '../../src/domain/reply.ts'
import { type AnyTool, defineTool } from '../../src/domain/tool.ts'
import type { ChatPlatform, Sending, Sent } from '../../src/ports/chat-platform.ts'
import type { Killer } from './stages.ts'

export function createHttpPlatform(url: string, killer: Killer, answerMs: number, findsNothing: boolean): ChatPlatform {
  async function send({ key, step, to }: Sending): Promise<Sent> {
    killer.pass('send')
    const { event } = step.payload as { event: string }
    try {
      const calling = post(url, { kind: 'reply', event, conversation: to.conversation, key }, answerMs)
      setTimeout(() => killer.pass('send'), 1)
      const id = await calling
      return { outcome: 'sent', id }
    } catch (error) {
      return { outcome: 'unknown', reason: String(error) }
    }
  }

  return {
    platform: 'console',
    limits: { conversation: { count: 1_000, perMs: 1_000 }, everything: { count: 100_000, perMs: 1_000 } },
    deliver: async (arrival, handle) => handle(read(arrival)),
    plan(reply) {
      const text = textOf(reply)
      // That a job was begun is said too, but the judge counts answers.
      return text.startsWith('On it') ? [] : [{ call: 'reply', payload: { event: text.replace(/^pong /, '') } }]
    },
    send,
    async find({ key }) {
      if (findsNothing) return { outcome: 'absent' }
      const answer = await fetch(`${url}/?key=${encodeURIComponent(key)}`)
      const { id } = (await answer.json()) as { id: string | null }
      return id === null ? { outcome: 'absent' } : { outcome: 'sent', id }
    },
    reach: () => null,
    start: async () => undefined,
    stop: async () => undefined,
    health: async () => ({ ok: true, detail: 'the judge' }),
  }
}

/** `note <event>` acts on the outside before it answers; `later <event>` does so in a job. */
export function faultTools(
  url: string,
  killer: Killer,
): { tools: AnyTool[]; commands: ReturnType<typeof defineCommand>[] } {
  const tool = (name: string, long: boolean) =>
    defineTool({
      name,
      description: 'Leaves a mark in the world',
      input: z.object({ event: z.string() }),
      output: z.string(),
      effect: 'write',
      repeat: 'keyed',
      permission: 'member',
      long,
      async run({ input, key }) {
        await post(url, { kind: 'effect', event: input.event, conversation: '', key })
        killer.pass('effect')
        return input.event
      },
      present: (event) => say(event),
    })
  const args = { rest: 'event', schema: z.object({ event: z.string() }) }
  const tools = [tool('note', false), tool('later', true)]
  return {
    tools,
    commands: tools.map((one) => defineCommand({ name: one.name, summary: 'Leave a mark', args, tool: one })),
  }
}

async function post(url: string, body: unknown, answerMs = 2_500): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(answerMs) })
  return ((await answer.json()) as { id: string }).id
}

function read(arrival: StoredArrival): Incoming {
  const { key, conversation, text } = JSON.parse(Buffer.from(arrival.body).toString()) as Record<string, string>
  const place = conversation ?? ''
  return {
    id: key ?? '',
    kind: 'text',
    platform: 'console',
    workspace: arrival.workspace,
    org: null,
    conversation: place,
    isShared: false,
    isAddressed: true,
    sender: { account: 'console:driver', name: 'Driver', isBot: false, isStranger: false },
    text: text ?? '',
    files: [],
    at: 0,
    replyTo: { platform: 'console', workspace: arrival.workspace, conversation: place, address: null },
  }
}
