// What was typed before, kept in a file from one run to the next.
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { looksLikeCode } from '../../src/domain/one-time-code.ts'
import type { Log } from '../../src/ports/log.ts'

export type History = {
  /** Newest first, as a line editor wants it. */
  lines: string[]
  add(line: string): void
  /** Resolves when everything added is written. */
  saved(): Promise<void>
}

export const mostLines = 1_000
const longest = 2_000

export async function openHistory(file: string | undefined, log: Log | undefined): Promise<History> {
  const kept = file === undefined ? [] : await readKept(file)
  let writing = Promise.resolve()

  return {
    lines: kept.toReversed(),
    add(line) {
      if (file === undefined || line.length > longest || /\p{Cc}/u.test(line) || isCode(line)) return
      writing = writing
        .then(() => appendFile(file, `${line}\n`, { mode: 0o600 }))
        .catch((error: unknown) => log?.warn({ error }, 'what was typed could not be added to the history'))
    },
    saved: () => writing,
  }
}

/** A code of the second factor is nobody's to read later. */
function isCode(line: string): boolean {
  return /^[/!]?code\b/i.test(line.trim()) || looksLikeCode(line.trim())
}

async function readKept(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line !== '')
  const kept = lines.slice(-mostLines)
  if (lines.length > 2 * mostLines) await writeFile(file, `${kept.join('\n')}\n`, { mode: 0o600 }).catch(() => {})
  return kept
}
