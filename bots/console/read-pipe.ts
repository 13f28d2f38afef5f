// A pipe: each line is answered before the next is read, and the questions of a form stand above their answers.
import type { Log } from '../../src/ports/log.ts'
import { goesOn } from './fill-form.ts'
import { readLines } from './read-lines.ts'
import { longestLine, type Receiver } from './receive.ts'

type Options = {
  receiver: Receiver
  print(text: string): Promise<void>
  /** Resolves when what was read so far is answered. */
  answered: (() => Promise<void>) | undefined
  /** Nobody writes or reads any more. */
  isOver(): boolean
  log: Log | undefined
}

/** Resolves after the last line. */
export async function readPipe(input: NodeJS.ReadableStream, options: Options): Promise<void> {
  const { receiver, print, answered, isOver, log } = options
  try {
    for await (const line of readLines(input as AsyncIterable<Uint8Array | string>, longestLine)) {
      await receiver.line(line)
      await answered?.()
      if (isOver()) return
      await askNext(options)
    }
    if (receiver.question() !== undefined)
      await print('The input ended before the form did, so nothing of it was sent.\n')
  } catch (error) {
    if (!isOver()) log?.error({ error }, 'standard input broke off')
  }
}

async function askNext({ receiver, print }: Options): Promise<void> {
  const question = receiver.question()
  if (question !== undefined && question !== goesOn) await print(`${question}\n`)
}
