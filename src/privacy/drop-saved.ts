// What a terminal keeps in the data directory, answers it saved and lines that were typed: what is about somebody goes with them.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Traces } from '../store/privacy/person-traces.ts'
import { namingOf } from '../store/privacy/trace-patterns.ts'

export type Saved = { directory: string; history: string }

/** Others may hold any bytes, which could look like any word. */
const texts = ['.csv', '.ndjson', '.json', '.yaml', '.txt', '.md', '.svg', '.html', '.log', '.py']

export async function dropSaved({ directory, history }: Saved, somebody: Traces, leaveNames: boolean): Promise<void> {
  const isNamed = namingOf(somebody, leaveNames)
  const handedOut = `person-${somebody.person.slice(0, 8)}-`
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name)
    const isText = texts.includes(extname(name).toLowerCase())
    const isTheirs = name.startsWith(handedOut) || isNamed(name)
    if (isTheirs || (isText && isNamed(await readFile(path, 'utf8')))) await rm(path, { force: true })
  }
  const typed = await readFile(history, 'utf8').catch(() => '')
  const left = typed.split('\n').filter((line) => !isNamed(line))
  if (left.join('\n') !== typed) await writeFile(history, left.join('\n'), { mode: 0o600 })
}
