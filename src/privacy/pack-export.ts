// What is held of somebody as one file for a chat: their rows, and in an archive beside them what they made.
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { KeptFile } from '../ports/artifacts.ts'
import { createZip } from './zip.ts'

export type PackedExport = {
  file: { name: string; mediaType: string; base64: string }
  /** How many of the files they made are in it, and how many are not. */
  files: number
  leftOut: number
}

/** Without files, rows up to this stand alone. */
const plainBytes = 500_000
/** A chat takes no more. */
const mostBytes = 8_000_000

export async function packExport(
  { text, person }: { text: string; person: string },
  made: AsyncIterable<KeptFile>,
  at: Date,
): Promise<PackedExport> {
  const day = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const name = `person-${person.slice(0, 8)}-${day}`
  const zip = createZip(at)
  zip.add({ path: 'data.ndjson', content: Buffer.from(text) })
  if (zip.size() > mostBytes)
    throw new BellhopError('limited', 'What I hold of them is too much for a file in chat.', {
      nextStep: 'Ask whoever runs the database.',
    })
  const leftOut: string[] = []
  let files = 0
  for await (const file of made) {
    const trouble = await addTo(zip, file)
    if (trouble) leftOut.push(`${file.path}: ${trouble}`)
    else files++
  }
  if (files + leftOut.length === 0 && text.length <= plainBytes)
    return { file: asFile(`${name}.ndjson`, 'application/x-ndjson', Buffer.from(text)), files, leftOut: 0 }
  if (leftOut.length > 0) zip.add({ path: 'left-out.txt', content: Buffer.from(`${leftOut.join('\n')}\n`) })
  return { file: asFile(`${name}.zip`, 'application/zip', zip.end()), files, leftOut: leftOut.length }
}

/** Why it is not in there, if it is not. */
async function addTo(zip: ReturnType<typeof createZip>, file: KeptFile): Promise<string | undefined> {
  const tooMuch = `${file.bytes} bytes are too much for this file; \`${file.way}\` gives it`
  if (zip.size() >= mostBytes) return tooMuch
  try {
    zip.add({ path: file.path, content: await file.read() })
  } catch (error) {
    if (toBellhopError(error).code === 'not_found') return 'it is gone'
    throw error
  }
  if (zip.size() <= mostBytes) return undefined
  zip.undo()
  return tooMuch
}

function asFile(name: string, mediaType: string, content: Buffer): PackedExport['file'] {
  return { name, mediaType, base64: content.toString('base64') }
}
