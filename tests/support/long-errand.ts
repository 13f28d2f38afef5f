// A long errand that a test leads step by step: `/paint the fence` begins, and goes on when the test says so.
import { z } from 'zod'
import type { Core } from '../../src/app/create-core.ts'
import { openErrands } from '../../src/app/open-errands.ts'
import { cancel } from '../../src/commands/cancel.ts'
import { status } from '../../src/commands/status.ts'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Progress } from '../../src/domain/progress.ts'
import { type Reply, say } from '../../src/domain/reply.ts'
import { defineTool, type ToolCall } from '../../src/domain/tool.ts'
import type { JobQueue } from '../../src/ports/job-queue.ts'
import type { Store } from '../../src/store/open-store.ts'
import { noQueue } from './no-queue.ts'

export type Run = {
  what: string
  tells(told: Progress): void
  finishes(reply?: Reply): void
  fails(error: Error): void
  /** Resolves with the reason when the run is told to stop. */
  stopped: Promise<unknown>
}

export type LongErrand = {
  commands: CommandDeclaration[]
  /** The next run that nobody took yet; every try of an errand is one. */
  nextRun(): Promise<Run>
  /** How many runs ever began. */
  begun(): number
}

export function createLongErrand(): LongErrand {
  const runs: Run[] = []
  const wanted: ((run: Run) => void)[] = []
  let begun = 0

  function begin(call: ToolCall<{ what: string }>): Promise<Reply> {
    const end = Promise.withResolvers<Reply>()
    const stopped = Promise.withResolvers<unknown>()
    call.signal.addEventListener('abort', () => {
      stopped.resolve(call.signal.reason)
      end.reject(call.signal.reason)
    })
    const run: Run = {
      what: call.input.what,
      tells: call.progress,
      finishes: (reply = say(`Painted: ${call.input.what}.`)) => end.resolve(reply),
      fails: end.reject,
      stopped: stopped.promise,
    }
    begun++
    const taker = wanted.shift()
    if (taker) taker(run)
    else runs.push(run)
    return end.promise
  }

  const tool = defineTool({
    name: 'paint',
    description: 'Paints something.',
    input: z.object({ what: z.string() }),
    output: z.custom<Reply>(),
    effect: 'read',
    repeat: 'safe',
    permission: 'stranger',
    long: true,
    summarize: ({ what }) => `painting ${what}`,
    run: begin,
    present: (reply) => reply,
  })
  const args = { rest: 'what', schema: z.object({ what: z.string() }) }
  return {
    commands: [defineCommand({ name: 'paint', summary: 'Paints something', tool, args })],
    begun: () => begun,
    nextRun() {
      const run = runs.shift()
      return run ? Promise.resolve(run) : new Promise((resolve) => wanted.push(resolve))
    },
  }
}

export function errandCommands(store: Store, core: Core): CommandDeclaration[] {
  const options = { errands: openErrands(store, core.platforms, core.ranks), now: Date.now }
  return [status(options), cancel(options)]
}

/** Runs what is enqueued at once, in this process; what it is told to stop is the row's business. */
export function createPlainQueue(): JobQueue & { enqueued: string[]; underWay(): number } {
  const runs = new Map<string, (id: string) => void>()
  const enqueued: string[] = []
  const closing = new AbortController()
  const underWay = new Set<Promise<void>>()
  return {
    ...noQueue,
    enqueued,
    underWay: () => underWay.size,
    async enqueue(queue, id) {
      if (enqueued.includes(id)) return
      enqueued.push(id)
      runs.get(queue)?.(id)
    },
    async work(queue, _concurrency, run) {
      runs.set(queue, (id) => {
        const one: Promise<void> = run({ id, attempt: 1, signal: closing.signal, progress: async () => undefined })
          .catch(() => undefined)
          .finally(() => underWay.delete(one))
        underWay.add(one)
      })
      return {
        async close() {
          closing.abort(new BellhopError('unavailable', 'Bellhop is stopping here.', { cause: 'closing' }))
          await Promise.all(underWay)
        },
      }
    },
  }
}
