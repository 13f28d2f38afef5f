// Files that come with a message lie beside the code under names that are names and nothing else.
import { describe, expect, it } from 'vitest'
import type { Incoming, IncomingFile } from '../../../src/domain/incoming.ts'
import { takeFiles } from '../../../src/tools/take-files.ts'

function incoming(names: string[], more: Partial<Incoming> = {}): Incoming {
  const files = names.map(
    (name): IncomingFile => ({ id: name, name, mediaType: 'text/plain', bytes: 4, fetchFrom: {} }),
  )
  return { files, ...more } as Incoming
}

const fetchFile = async (_incoming: Incoming, file: IncomingFile) => Buffer.from(`# of ${file.name}`)

describe('files for a run', () => {
  it('keep their names, without paths, two of one name told apart', async () => {
    const given = incoming(['../../etc/passwd', 'C:\\data\\Größe 1.csv', 'a\nb.csv', '.hidden', 'x.csv', 'X.csv', '..'])
    const { files } = await takeFiles('1', given, fetchFile)
    expect(files.map(({ name }) => name)).toEqual([
      ...['passwd', 'Größe 1.csv', 'a_b.csv', 'hidden', 'x.csv', 'X-2.csv', 'file'],
    ])
  })

  it('are the code when one is a script and nothing was typed', async () => {
    expect((await takeFiles('', incoming(['data.csv', 'job.py']), fetchFile)).code).toBe('# of job.py')
    expect((await takeFiles('print(1)', incoming(['job.py']), fetchFile)).code).toBe('print(1)')
  })

  it('are a script as it is, whatever stands between marks in what it says of itself', async () => {
    const script = '\ufeff"""\r\n```\nexample()\n```\r\n"""\r\n  # “so”\r\n'
    const { code } = await takeFiles('', incoming(['job.py']), async () => Buffer.from(script))
    expect(code).toBe('"""\n```\nexample()\n```\n"""\n  # “so”\n')
  })

  it('give way to the message that was pointed at', async () => {
    const quoted = { text: 'look:\n```\nprint(2)\n```' }
    expect((await takeFiles(' ', incoming([], { quoted }), fetchFile)).code).toBe('print(2)')
  })

  it('of the message that is answered lie beside the code, and so do its words', async () => {
    const given = incoming(['mine.csv'], {
      quoted: { text: 'a,b\n1,2', files: incoming(['theirs.csv', 'mine.csv']).files },
    })
    const { code, files } = await takeFiles('print(1)', given, fetchFile)
    expect(code).toBe('print(1)')
    expect(files.map(({ name, content }) => [name, String(content)])).toEqual([
      ['quoted.txt', 'a,b\n1,2'],
      ['mine.csv', '# of mine.csv'],
      ['theirs.csv', '# of theirs.csv'],
      ['mine-2.csv', '# of mine.csv'],
    ])
    const script = incoming([], { quoted: { text: 'see', files: incoming(['job.py']).files } })
    expect((await takeFiles('', script, fetchFile)).code).toBe('# of job.py')
  })

  it('are refused in a sentence when there are too many, too much, or no code', async () => {
    const many = Array.from({ length: 11 }, (_, i) => `${i}.csv`)
    await expect(takeFiles('1', incoming(many), fetchFile)).rejects.toThrow('at most 10 files')
    const huge = async () => Buffer.alloc(21 * 1024 * 1024)
    await expect(takeFiles('1', incoming(['a.csv']), huge)).rejects.toThrow('at most 20 MB')
    await expect(takeFiles('', incoming(['a.csv']), fetchFile)).rejects.toThrow('There is no code to run.')
    await expect(takeFiles('', null, fetchFile)).rejects.toThrow('There is no code to run.')
  })
})
