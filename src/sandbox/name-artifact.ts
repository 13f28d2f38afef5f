// What an artifact is called and what it is, decided here: the code's own words for it are shown and never acted upon.
import type { SandboxArtifact } from '../ports/sandbox.ts'

const mediaTypes = new Map([
  ['csv', 'text/csv'],
  ['txt', 'text/plain'],
  ['md', 'text/markdown'],
  ['json', 'application/json'],
  ['py', 'text/x-python'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['zip', 'application/zip'],
])

const magics: [ending: string, magic: string][] = [
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpg', '\xff\xd8\xff'],
  ['gif', 'GIF8'],
  ['pdf', '%PDF-'],
  ['zip', 'PK\x03\x04'],
]

const longestSide = 10_000
const mostPixels = 40_000_000

export type Named = Pick<SandboxArtifact, 'name' | 'mediaType'>

/** `plot-1-sales.png`: our number, the title's letters, an ending that its bytes bear out. */
export function nameArtifact(title: string, ending: string, content: Buffer, number: number): Named {
  const found = magics.find(([, magic]) => content.subarray(0, magic.length).equals(Buffer.from(magic, 'latin1')))?.[0]
  const claimed = ending === 'jpeg' ? 'jpg' : ending
  const isText = mediaTypes.get(claimed)?.startsWith('text/') || claimed === 'json'
  const kept = found ?? (isText ? claimed : 'bin')
  const mediaType = mediaTypes.get(kept) ?? 'application/octet-stream'
  return { name: `${[wordsIn(title, claimed) || 'file', number].join('-')}.${kept}`, mediaType }
}

/** A PNG whose size on the screen is bearable. */
export function isPicture(content: Buffer): boolean {
  if (content.length < 33 || content.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return false
  if (content.toString('latin1', 12, 16) !== 'IHDR') return false
  const [width, height] = [content.readUInt32BE(16), content.readUInt32BE(20)]
  return width > 0 && height > 0 && width <= longestSide && height <= longestSide && width * height <= mostPixels
}

/** One line without control or direction marks. */
export function plainTitle(title: string): string {
  return title
    .toWellFormed()
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 80)
    .toWellFormed()
}

function wordsIn(title: string, ending: string): string {
  const stem = title.toLowerCase().endsWith(`.${ending}`) ? title.slice(0, -ending.length - 1) : title
  return stem
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
}
