// What people see when they start Bellhop, feed it lines, stop it or kill it: the process, from outside.
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endProcesses, occupyPort, startProcess } from '../support/bellhop-process.ts'
import { socketsOf } from '../support/sockets-of.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellhop-start-'))
const begun = join(folder, 'begun')
let first: { code: number | null; out: string; err: string }

/** A data directory that a Bellhop before us began. */
function aDirectory(name: string): string {
  const path = join(folder, name)
  cpSync(begun, path, { recursive: true, filter: (file) => file !== join(begun, 'lock') })
  return path
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status
}

beforeAll(async () => {
  const taken = await occupyPort()
  first = await startProcess({ DATA_DIR: begun, PORT: String(taken.port) }, 'help\nwhoami\n').ended
  await taken.free()
})

afterAll(async () => {
  await endProcesses()
  rmSync(folder, { recursive: true, force: true })
})

describe('lines on a pipe', () => {
  it('are answered in a fresh directory, and the process ends with 0, though somebody else holds the port', () => {
    expect(first.err).toBe('')
    expect(first.out).toMatch(
      /Shows what I can do for you[\s\S]*Account: Terminal: \w+ \(console:local\)[\s\S]*Role: owner/,
    )
    expect(first.code).toBe(0)
  })

  it('get a sentence each, however odd they are', async () => {
    const odd = {
      'a NUL': '\0\0',
      'a NUL in a word': 'pi\0ng',
      'only emoji': '🛎️🎉👩‍👩‍👧',
      'right to left': '\u202eشغّل التقرير\u202c',
      'nothing to see': '\u200b\u200d\ufeff\u2060',
      'a lone surrogate, as bytes': Buffer.from([0xed, 0xa0, 0x80]),
      '100 kB': 'x'.repeat(100_000),
      'an unknown command': 'frobnicate now',
      'wrong arguments': 'admin audit --limit many',
    }
    const lines = Object.values(odd).flatMap((line, i) => [Buffer.from(line), Buffer.from(`\nping mark${i}\n`)])
    const { code, out, err } = await startProcess({ DATA_DIR: aDirectory('odd') }, Buffer.concat(lines)).ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const answers = out.split(/^.*mark\d+.*$/m).slice(0, -1)
    const silent = Object.keys(odd).filter((_name, i) => !/\p{L}{2,}.*[.!?]/su.test(answers[i] ?? ''))
    expect(silent).toEqual([])
    expect(out).not.toMatch(/at .*\.ts:\d+|Something went wrong on our side/)
  })
})

describe('serving, with no input', () => {
  it('answers /readyz and /healthz, and SIGTERM ends it with 0', async () => {
    const bellhop = startProcess({ DATA_DIR: aDirectory('serving'), PORT: '0' })
    const address = await bellhop.address()
    expect(await statusOf(`${address}/readyz`)).toBe(200)
    expect(await statusOf(`${address}/healthz`)).toBe(200)
    const asked = performance.now()
    bellhop.signal('SIGTERM')
    expect((await bellhop.ended).code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(10_000)
  })

  it('keeps a second process out of its data directory, and goes on', async () => {
    const dataDir = aDirectory('shared')
    const bellhop = startProcess({ DATA_DIR: dataDir, PORT: '0' })
    const address = await bellhop.address()
    const second = await startProcess({ DATA_DIR: dataDir, PORT: '0' }).ended
    expect(second.err).toMatch(/in use by another Bellhop: stop that one, or give this one a DATA_DIR/)
    expect(second.err).not.toMatch(/^\s+at /m)
    expect(second.code).toBe(1)
    expect(await statusOf(`${address}/readyz`)).toBe(200)
    bellhop.signal('SIGKILL')
  })

  it('comes up again in the directory of a process that was killed', async () => {
    const dataDir = aDirectory('killed')
    const killed = startProcess({ DATA_DIR: dataDir, PORT: '0' })
    await killed.address()
    killed.signal('SIGKILL')
    await killed.ended
    const next = startProcess({ DATA_DIR: dataDir, PORT: '0' })
    expect(await statusOf(`${await next.address()}/readyz`)).toBe(200)
    next.signal('SIGTERM')
    expect((await next.ended).code).toBe(0)
  })

  it.skipIf(!existsSync('/proc/self/net/tcp'))(
    'opens its port on this machine only, and calls nobody outside (needs /proc)',
    async () => {
      const bellhop = startProcess({ DATA_DIR: aDirectory('alone'), PORT: '0' })
      const outside = new Set<string>()
      const watch = setInterval(() => {
        for (const address of socketsOf(bellhop.pid).outside) outside.add(address)
      }, 20)
      const address = await bellhop.address()
      await fetch(`${address}/readyz`)
      clearInterval(watch)
      expect(socketsOf(bellhop.pid).listening).toEqual([new URL(address).host])
      expect([...outside]).toEqual([])
      bellhop.signal('SIGKILL')
    },
  )
})

describe('what keeps it from starting', () => {
  it('is said of every setting at once, by name, without its value', async () => {
    const wrong = {
      PORT: 'many',
      LOG_LEVEL: 'loud',
      SLACK_BOT_TOKEN: 'xapp-1-secret-thing',
      DATABASE_URL: 'mysql://me',
    }
    const { code, out, err } = await startProcess({ DATA_DIR: join(folder, 'never'), ...wrong }).ended
    expect(code).toBe(1)
    for (const name of Object.keys(wrong)) expect(err).toContain(`- ${name} `)
    expect(out + err).not.toMatch(/secret-thing|^\s+at /m)
    expect(existsSync(join(folder, 'never'))).toBe(false)
  })

  it('is said when the encryption key is not the one the data was begun with', async () => {
    const env = { DATA_DIR: aDirectory('other-key'), ENCRYPTION_KEYS: randomBytes(32).toString('base64') }
    const { code, err } = await startProcess({ ...env, PORT: '0' }).ended
    expect(err).toMatch(/ENCRYPTION_KEYS does not hold the key this database was begun with/)
    expect(err).not.toMatch(/^\s+at /m)
    expect(code).toBe(1)
  })

  it('is said when the port is taken, with its number', async () => {
    const taken = await occupyPort()
    const { code, err } = await startProcess({ DATA_DIR: aDirectory('port'), PORT: String(taken.port) }).ended
    await taken.free()
    expect(err).toMatch(new RegExp(`Port ${taken.port} .*taken`))
    expect(err).not.toMatch(/^\s+at /m)
    expect(code).toBe(1)
  })
})
