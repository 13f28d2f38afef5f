// multipart/form-data, byte for byte. File names may stand without quotes, as grammY writes them.
import type { Upload } from '../api/call.ts'

export type Form = { fields: Record<string, string>; files: Map<string, Upload> }

export function parseMultipart(body: Buffer, boundary: string): Form {
  const form: Form = { fields: {}, files: new Map() }
  const mark = Buffer.from(`--${boundary}`)
  let start = body.indexOf(mark)
  while (start >= 0) {
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start + mark.length)
    if (next < 0) break
    addPart(form, body.subarray(start + mark.length + 2, next))
    start = next + 2
  }
  return form
}

export function boundaryOf(contentType: string): string {
  return /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? ''
}

function addPart(form: Form, part: Buffer): void {
  const end = part.indexOf('\r\n\r\n')
  if (end < 0) return
  const disposition = /^content-disposition:(.*)$/im.exec(part.toString('utf8', 0, end))?.[1] ?? ''
  const name = parameter(disposition, 'name')
  const fileName = parameter(disposition, 'filename')
  const value = part.subarray(end + 4)
  if (name === undefined) return
  if (fileName === undefined) form.fields[name] = value.toString('utf8')
  else form.files.set(name, { name: fileName.replace(/^.*[/\\]/, ''), bytes: Buffer.from(value) })
}

function parameter(disposition: string, name: string): string | undefined {
  const quoted = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)
  const bare = new RegExp(`;\\s*${name}=([^"].*)$`, 'i').exec(disposition)
  return quoted?.[1] ?? bare?.[1]?.trim()
}
