// A form with files, as one buffer: the files are in memory anyway, and a known length can be sent again.
import { randomUUID } from 'node:crypto'

export type Upload = { field: string; name: string; mediaType: string; base64: string }

export function multipart(args: Record<string, unknown>, uploads: Upload[]): { contentType: string; body: Buffer } {
  const boundary = `bellhop-${randomUUID()}`
  const pieces: (string | Buffer)[] = []
  for (const [name, value] of Object.entries(args)) {
    if (value === undefined) continue
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    pieces.push(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
  }
  for (const { field, name, mediaType, base64 } of uploads) {
    const head = `content-disposition: form-data; name="${field}"; filename="${fileName(name)}"`
    pieces.push(`--${boundary}\r\n${head}\r\ncontent-type: ${headerValue(mediaType)}\r\n\r\n`)
    pieces.push(Buffer.from(base64, 'base64'), '\r\n')
  }
  pieces.push(`--${boundary}--\r\n`)
  const body = Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)))
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

/** Browsers escape exactly these three. */
function fileName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A') || 'file'
}

function headerValue(mediaType: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream'
}
