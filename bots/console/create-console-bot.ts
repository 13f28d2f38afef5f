// The terminal as a chat platform: a prompt for a person, or the lines of a pipe.
import { randomUUID } from 'node:crypto'
import type { ChatPlatform } from '../../src/ports/chat-platform.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { Log } from '../../src/ports/log.ts'
import { createChoices } from './choices.ts'
import { openHistory } from './keep-history.ts'
import { createLiveLines } from './live.ts'
import { openTerminal, type Terminal, write } from './open-terminal.ts'
import { previewFor } from './preview.ts'
import { account, hereAt, readArrival } from './read.ts'
import type { Keys } from './read-keys.ts'
import { readPipe } from './read-pipe.ts'
import { createReceiver } from './receive.ts'
import { createSend, planReply } from './send.ts'

export type ConsoleOptions = {
  input: Keys
  output: NodeJS.WritableStream & { columns?: number }
  intake: Intake
  /** Both ends are a terminal; otherwise lines are read and plain text is written. */
  isTerminal: boolean
  /** Whole lines that the typed one may become. */
  complete?(line: string): string[] | Promise<string[]>
  /** Called once, after the last line was stored. */
  onEnd(): void
  /** A pipe's next line is read after this: with it, a line can answer what the one before it brought. */
  answered?(): Promise<void>
  /** What the terminal says of itself: `TERM`, `TERM_PROGRAM`, `NO_COLOR` and the like. */
  env?: Record<string, string | undefined>
  historyFile?: string
  picturesDir?: string
  userName?: string
  now?(): number
  log?: Log
}

const generous = { count: 1_000, perMs: 1_000 }

export function createConsoleBot(options: ConsoleOptions): ChatPlatform {
  const { input, output, intake, isTerminal, env = {}, log } = options
  const choices = createChoices()
  let terminal: Terminal | undefined
  let isStopped = false
  let isGone = false
  let hasEnded = false
  let lines = Promise.resolve()

  const print = (text: string) => {
    if (isGone) return Promise.reject(new Error('the terminal is closed'))
    return terminal ? terminal.print(text) : write(output, text)
  }
  const receiver = createReceiver({
    intake,
    choices,
    epoch: randomUUID(),
    overtakes: isTerminal,
    name: options.userName ?? 'you',
    now: options.now ?? Date.now,
    note: (text) => void print(`${text}\n`).catch(() => {}),
    log,
  })
  const lives = createLiveLines({
    choices,
    isShown: isTerminal && env.TERM !== 'dumb',
    width: () => output.columns ?? 80,
    paint: (painted) => terminal?.paint(painted),
  })
  const { send, find } = createSend({
    print,
    choices,
    lives,
    isRich: isTerminal && env.TERM !== 'dumb' && !env.NO_COLOR,
    width: () => (isTerminal ? (output.columns ?? 80) : undefined),
    picturesDir: options.picturesDir,
    preview: isTerminal ? previewFor(env) : undefined,
    onForm(form) {
      receiver.openForm(form)
      terminal?.refresh()
    },
  })

  function end(): void {
    if (hasEnded || isStopped) return
    hasEnded = true
    options.onEnd()
  }

  async function openEditor(): Promise<void> {
    const history = await openHistory(options.historyFile, log)
    terminal = openTerminal({
      input,
      output,
      history,
      prompt: () => receiver.question() ?? 'bellhop> ',
      isPrivate: () => receiver.question() !== undefined,
      complete: options.complete ?? (() => []),
      onLine(line) {
        lines = lines.then(() => receiver.line(line)).then(() => terminal?.refresh())
      },
      leave: receiver.leaveForm,
      onEnd: () => void lines.then(() => history.saved()).then(end),
    })
  }

  output.on('error', (error: Error) => {
    isGone = true
    log?.warn({ error }, 'nobody reads the output any more')
    end()
  })

  return {
    platform: 'console',
    limits: { conversation: generous, everything: generous },
    deliver: (arrival, handle) => handle(readArrival(arrival)),
    plan: planReply,
    live: lives.messages,
    send,
    find,
    reach: (key) => (key === account ? hereAt : null),
    async start() {
      if (isTerminal) return openEditor()
      const isOver = () => isStopped || isGone
      lines = readPipe(input, { receiver, print, answered: options.answered, isOver, log }).then(end)
    },
    async stop() {
      isStopped = true
      terminal?.close()
      if (!isTerminal && 'destroy' in input && typeof input.destroy === 'function') input.destroy()
      await lines
    },
    async health() {
      return isGone ? { ok: false, detail: 'The terminal is closed.' } : { ok: true, detail: 'The terminal is open.' }
    },
  }
}
