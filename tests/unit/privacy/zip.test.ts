import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createZip } from '../../../src/privacy/zip.ts'
import { unzip } from '../../support/unzip.ts'

describe('a zip archive', () => {
  it('holds each file as it was, whatever it is called and however large', () => {
    const files = new Map([
      ['data.ndjson', Buffer.from('{"a":1}\n'.repeat(50_000))],
      ['files/Größe 田中.bin', randomBytes(200_000)],
      ['empty', Buffer.alloc(0)],
    ])
    const zip = createZip(new Date('2026-11-28T12:34:56Z'))
    for (const [path, content] of files) zip.add({ path, content })
    const bytes = zip.end()
    expect(bytes).toHaveLength(zip.size())
    expect(unzip(bytes)).toEqual(files)
  })

  it('lets go of the last file', () => {
    const zip = createZip(new Date(0))
    const before = zip.size()
    zip.add({ path: 'a', content: randomBytes(100) })
    zip.undo()
    expect(zip.size()).toBe(before)
    expect(unzip(zip.end()).size).toBe(0)
  })
})
