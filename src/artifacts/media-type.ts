// What a file is: what its first bytes say; a name is believed only of plain text, and only of what cannot do anything.

const magics: [mediaType: string, isIt: (head: Buffer) => boolean][] = [
  ['image/png', (head) => startsWith(head, '\x89PNG\r\n\x1a\n')],
  ['image/jpeg', (head) => startsWith(head, '\xff\xd8\xff')],
  ['image/gif', (head) => startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a')],
  ['image/webp', (head) => startsWith(head, 'RIFF') && head.toString('latin1', 8, 12) === 'WEBP'],
  ['application/pdf', (head) => startsWith(head, '%PDF-')],
  ['application/zip', (head) => startsWith(head, 'PK\x03\x04')],
  ['application/gzip', (head) => startsWith(head, '\x1f\x8b')],
]

const texts: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  md: 'text/markdown',
  py: 'text/x-python',
  svg: 'image/svg+xml',
  htm: 'text/html',
  html: 'text/html',
}

export function mediaTypeOf(name: string, content: Buffer): string {
  const found = magics.find(([, isIt]) => isIt(content))?.[0]
  if (found) return found
  if (!isText(content)) return 'application/octet-stream'
  const ending = /\.([a-z]{2,4})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return texts[ending] ?? 'text/plain'
}

/** The only kinds a browser may show from our address: it can do nothing with them but show them. */
export function isShowable(mediaType: string): boolean {
  return ['image/png', 'image/jpeg', 'image/gif', 'image/webp'].includes(mediaType)
}

export function isReadable(mediaType: string): boolean {
  return mediaType.startsWith('text/') || ['application/json', 'image/svg+xml'].includes(mediaType)
}

const looked = 64 * 1024

function isText(content: Buffer): boolean {
  const head = content.subarray(0, looked)
  if (head.includes(0)) return false
  try {
    // Cut in the middle of a letter is no fault of the file.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: content.length > looked })
    return true
  } catch {
    return false
  }
}

function startsWith(head: Buffer, magic: string): boolean {
  return head.toString('latin1', 0, magic.length) === magic
}
