// Pictures and files of a reply: written to a directory, and shown in the terminal where it can.
import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Reply, ReplyPart } from '../../src/domain/reply.ts'
import { makeFolder } from '../../src/store/make-folder.ts'
import { neutraliseLine } from './neutralise.ts'
import type { Preview } from './preview.ts'

type Attached = { name: string; mediaType: string; base64: string }

/** For each part with something to save: the lines that say where it is. */
export async function savePictures(
  reply: Reply,
  directory: string | undefined,
  preview: Preview | undefined,
): Promise<Map<ReplyPart, string[]>> {
  const saved = new Map<ReplyPart, string[]>()
  for (const part of reply.parts) {
    const files = directory === undefined ? [] : attachedTo(part)
    const lines: string[] = []
    for (const file of files) lines.push(...(await save(file, directory ?? '', preview)))
    saved.set(part, lines)
  }
  return saved
}

function attachedTo(part: ReplyPart): Attached[] {
  if (part.kind === 'files') return part.files
  if (part.kind === 'image') return [part]
  // PNG in base64 begins like this; anything else would be a name of something kept elsewhere.
  const image = part.kind === 'chart' && part.image?.startsWith('iVBORw0KGgo') ? part.image : undefined
  return image ? [{ name: 'chart.png', mediaType: 'image/png', base64: image }] : []
}

async function save(file: Attached, directory: string, preview: Preview | undefined): Promise<string[]> {
  const bytes = Buffer.from(file.base64, 'base64')
  await makeFolder(directory)
  const path = await writeNew(directory, safeName(file.name), bytes)
  const shown = preview?.(bytes, file.mediaType)
  return [...(shown ? [shown] : []), `Saved as ${neutraliseLine(path)}`]
}

async function writeNew(directory: string, name: string, bytes: Buffer): Promise<string> {
  const ending = extname(name)
  const stem = name.slice(0, name.length - ending.length)
  for (let n = 1; ; n++) {
    const path = join(directory, n === 1 ? name : `${stem}-${n}${ending}`)
    const error = await writeFile(path, bytes, { flag: 'wx', mode: 0o600 }).catch((thrown: unknown) => thrown)
    if (!error) return path
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || n > 9_999) throw error
  }
}

/** A name is a name: no directories, nothing hidden, nothing a shell would stumble over. */
function safeName(name: string): string {
  const clean = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+/, '')
  return clean.slice(-80) || 'file'
}
