// The code to run and what lies beside it: files that came with the message appear in the working folder under their names.
import { BellhopError } from '../domain/errors.ts'
import type { Incoming, IncomingFile } from '../domain/incoming.ts'
import type { SandboxFile } from '../ports/sandbox.ts'
import { codeIn } from './code-in.ts'

export type FetchFile = (incoming: Incoming, file: IncomingFile) => Promise<Buffer>

/** Where the words of the message lie that the code answers. */
export const quotedFile = 'quoted.txt'
const mostFiles = 10
const mostBytes = 20 * 1024 * 1024

/** Without a word of code the attached script is run, or the message that was pointed at. */
export async function takeFiles(
  typed: string,
  incoming: Incoming | null,
  fetchFile: FetchFile,
): Promise<{ code: string; files: SandboxFile[] }> {
  const files = incoming ? await fetchAll(incoming, fetchFile) : []
  const script = files.find(({ name }) => name.endsWith('.py'))?.content.toString('utf8')
  const quoted = incoming?.quoted?.text ?? ''
  const code = typed.trim() ? codeIn(typed) : script === undefined ? codeIn(quoted) : plainly(script)
  const lines = typed.trim() && quoted.trim() ? [{ name: quotedFile, content: Buffer.from(codeIn(quoted)) }] : []
  if (code.trim()) return { code, files: [...lines, ...files] }
  throw new BellhopError('invalid', 'There is no code to run.', {
    nextStep: 'Type it after `/py`, or attach a file that ends in .py.',
  })
}

/** A script is what its file says. */
function plainly(script: string): string {
  return script.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
}

async function fetchAll(incoming: Incoming, fetchFile: FetchFile): Promise<SandboxFile[]> {
  const given = [...incoming.files, ...(incoming.quoted?.files ?? [])]
  if (given.length > mostFiles) throw new BellhopError('invalid', `I take at most ${mostFiles} files for one run.`)
  const tooMuch = new BellhopError('invalid', 'I take at most 20 MB of files for one run.')
  if (given.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes) throw tooMuch
  const contents = await Promise.all(given.map((file) => fetchFile(incoming, file)))
  if (contents.reduce((sum, { length }) => sum + length, 0) > mostBytes) throw tooMuch
  const taken = new Set<string>()
  return given.map((file, i) => ({ name: freeName(file.name, taken), content: contents[i] ?? Buffer.alloc(0) }))
}

/** A name and no path, as close to what it was called as can be; two of one name are told apart. */
function freeName(called: string, taken: Set<string>): string {
  const last = called.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const clean = last.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^[. ]+/, '')
  const whole = clean.slice(-100) || 'file'
  const dot = whole.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [whole.slice(0, dot), whole.slice(dot)] : [whole, '']
  for (let n = 1; ; n++) {
    const name = n === 1 ? whole : `${stem}-${n}${ending}`
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}
