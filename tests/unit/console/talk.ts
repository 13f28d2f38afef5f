// A console bot with a trivial house behind it: every line is handled at once by a function, and its reply is sent.
import { PassThrough } from 'node:stream'
import { type ConsoleOptions, createConsoleBot } from '../../../bots/console/create-console-bot.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import type { Incoming } from '../../../src/domain/incoming.ts'
import type { Reply } from '../../../src/domain/reply.ts'
import type { ChatPlatform } from '../../../src/ports/chat-platform.ts'
import { screenOf } from './screen.ts'

export type Talk = {
  bot: ChatPlatform
  input: PassThrough
  arrivals: Arrival[]
  seen: Incoming[]
  /** Everything written so far. */
  written(): string
  screen(): string[]
  /** Resolves when `isThere` holds for what is written. */
  until(isThere: (written: string) => boolean): Promise<void>
  /** Sends a reply nobody asked for. */
  tell(reply: Reply): Promise<void>
  ended: Promise<void>
}

export async function startTalk(
  answer: (incoming: Incoming) => Reply | undefined | Promise<Reply | undefined>,
  options: Partial<ConsoleOptions> = {},
): Promise<Talk> {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { columns: 80 })
  const arrivals: Arrival[] = []
  const seen: Incoming[] = []
  const ended = Promise.withResolvers<void>()
  const waiting: { isThere: (written: string) => boolean; resolve: () => void }[] = []
  let written = ''
  let keys = 0
  output.on('data', (chunk: Buffer) => {
    written += chunk.toString()
    for (const each of waiting) if (each.isThere(written)) each.resolve()
  })

  async function tell(reply: Reply): Promise<void> {
    const to = { platform: 'console' as const, workspace: 'console', conversation: 'console:local', address: null }
    for (const step of bot.plan(reply, to)) {
      keys++
      await bot.send({ key: `row-${keys}`, step, attempt: 0, to, before: [] })
    }
  }

  const bot = createConsoleBot({
    input,
    output,
    isTerminal: false,
    onEnd: ended.resolve,
    now: () => 1_700_000_000_000,
    intake: {
      async accept(arrival) {
        arrivals.push(arrival)
        await bot.deliver({ ...arrival, id: arrival.key, attempt: 0, receivedAt: 0 }, async (incoming) => {
          seen.push(incoming)
          const reply = await answer(incoming)
          if (reply) await tell(reply)
        })
        return 'stored'
      },
    },
    ...options,
  })
  await bot.start()

  return {
    bot,
    input,
    arrivals,
    seen,
    written: () => written,
    screen: () => screenOf(written),
    until(isThere) {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (isThere(written)) resolve()
      else waiting.push({ isThere, resolve })
      return promise
    },
    tell,
    ended: ended.promise,
  }
}
