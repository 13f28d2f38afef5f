// Where large files lie: the same sentences in a folder, on an S3 server that checks every signature, and on one that somebody else wrote.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../scripts/find-free-port.ts'
import { createFolderStore } from '../../src/artifacts/create-folder-store.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createS3Store } from '../../src/integrations/create-s3-store.ts'
import type { ObjectStore } from '../../src/ports/object-store.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellhop-objects-'))
const org = '0a1b2c3d-0000-4000-8000-000000000001'
const keyOf = (name: string) => `${org}/${name}`

let server: S3Server

type Opened = { store: ObjectStore; end?: () => Promise<unknown> }

const implementations: [string, () => Promise<Opened>][] = [
  [
    'a folder',
    async () => ({
      store: createFolderStore(join(folder, 'objects')),
      end: async () => rmSync(folder, { recursive: true }),
    }),
  ],
  [
    'an S3 server that checks signatures',
    async () => {
      server = await startS3Server()
      return { store: s3(server.url, server.keys.secretAccessKey), end: server.close }
    },
  ],
  [
    'the S3 of another project',
    async () => {
      const emulated = await createEmulator({
        service: 'aws',
        port: await findFreePort(),
        seed: { aws: { s3: { buckets: [{ name: 'bellhop' }] } } },
      })
      return { store: s3(`${emulated.url}/s3`, 'any'), end: emulated.close }
    },
  ],
]

function s3(endpoint: string, secret: string): ObjectStore {
  return createS3Store({
    ...{ endpoint, bucket: 'bellhop', region: 'eu-test-1', timeoutMs: 2_000 },
    accessKeyId: createSecret('AKIDTEST'),
    secretAccessKey: createSecret(secret),
  })
}

describe.each(implementations)('in %s', (_name, open) => {
  let opened: Opened
  let store: ObjectStore
  beforeAll(async () => {
    opened = await open()
    store = opened.store
  })
  afterAll(async () => {
    await store?.close()
    await opened?.end?.()
  })

  it('what is put can be had again, to the byte, and replaced', async () => {
    await store.ping()
    const content = Buffer.from([0, 255, 10, 13, 0, 128])
    await store.put(keyOf('aa/0'), content)
    expect(await store.get(keyOf('aa/0'))).toEqual(content)
    await store.put(keyOf('aa/0'), Buffer.from('another'))
    expect(String(await store.get(keyOf('aa/0')))).toBe('another')
  })

  it('nothing at all is something too', async () => {
    await store.put(keyOf('aa/1'), Buffer.alloc(0))
    expect(await store.get(keyOf('aa/1'))).toEqual(Buffer.alloc(0))
  })

  it('50 MB fit', async () => {
    const content = Buffer.alloc(50 * 1024 * 1024, 'bellhop')
    await store.put(keyOf('aa/2'), content)
    expect((await store.get(keyOf('aa/2')))?.equals(content)).toBe(true)
    await store.remove(keyOf('aa/2'))
  })

  it('what is not there is undefined, and can be removed', async () => {
    expect(await store.get(keyOf('ab/9'))).toBeUndefined()
    await store.remove(keyOf('ab/9'))
    await store.put(keyOf('ab/9'), Buffer.from('x'))
    await store.remove(keyOf('ab/9'))
    expect(await store.get(keyOf('ab/9'))).toBeUndefined()
  })

  it('everything below a place is listed, however much it is, and nothing beside it', async () => {
    const names = Array.from({ length: 8 }, (_, i) => keyOf(`ba/${i}`))
    await Promise.all(names.map((key, i) => store.put(key, Buffer.alloc(i))))
    await store.put('0a1b2c3d-0000-4000-8000-00000000000f/ba/0', Buffer.from('of others'))
    const found = []
    for await (const one of store.list(keyOf('ba/'))) found.push(one)
    expect(found.map(({ key, bytes }) => [key, bytes]).sort()).toEqual(names.map((key, i) => [key, i]))
    expect(found.every(({ at }) => Math.abs(Date.now() - at.getTime()) < 60_000)).toBe(true)
    for await (const one of store.list('0a1b2c3d-0000-4000-8000-00000000dead/')) throw new Error(one.key)
  })

  it('two who write at once leave one of both, whole', async () => {
    const [one, other] = [Buffer.alloc(200_000, 1), Buffer.alloc(200_000, 2)]
    await Promise.all([store.put(keyOf('bb/0'), one), store.put(keyOf('bb/0'), other)])
    const kept = await store.get(keyOf('bb/0'))
    expect(kept?.equals(one) || kept?.equals(other)).toBe(true)
  })

  it('no key but ours is taken', async () => {
    for (const key of ['../outside', '/etc/passwd', `${org}/../x`, 'a//b', 'a\\b', 'a\0b', '', 'A', 'a/b/c/d/e'])
      for (const act of [() => store.put(key, Buffer.from('x')), () => store.get(key), () => store.remove(key)])
        await expect(act(), key).rejects.toThrow('no key')
  })

  it('an upload that is broken off leaves nothing', async () => {
    const stop = new AbortController()
    const putting = store.put(keyOf('bc/0'), Buffer.alloc(20 * 1024 * 1024), stop.signal)
    stop.abort(new Error('stopped'))
    await expect(putting).rejects.toThrow('stopped')
    for await (const one of store.list(keyOf('bc/'))) throw new Error(one.key)
  })
})

describe('a folder', () => {
  it('forgets what a crash left unfinished, once it is old', async () => {
    const place = mkdtempSync(join(tmpdir(), 'bellhop-objects-'))
    const store = createFolderStore(place)
    await store.put(`${org}/1`, Buffer.from('x'))
    for (const [name, age] of [
      ['old', 7_200],
      ['young', 60],
    ] as const) {
      writeFileSync(join(place, org, `.new-${name}`), 'half')
      utimesSync(join(place, org, `.new-${name}`), Date.now() / 1000 - age, Date.now() / 1000 - age)
    }
    const seen = []
    for await (const one of store.list(`${org}/`)) seen.push(one.key)
    expect(seen).toEqual([`${org}/1`])
    expect(readdirSync(join(place, org)).sort()).toEqual(['.new-young', '1'])
    rmSync(place, { recursive: true })
  })

  it('that is full says so, leaves nothing of what did not fit, and keeps what was there', async () => {
    const place = mkdtempSync(join(tmpdir(), 'bellhop-objects-'))
    const child = fileURLToPath(new URL('../support/fill-disk.ts', import.meta.url))
    const run = `ulimit -f 64; exec "${process.execPath}" "${child}" "${place}" "${org}/1"`
    const { stdout } = spawnSync('sh', ['-c', run], { encoding: 'utf8' })
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'kept',
      'limited There is no room left for files. Tell an admin: the disk behind DATA_DIR is full.',
    ])
    expect(readdirSync(join(place, org))).toEqual(['1'])
    expect(statSync(join(place, org, '1')).size).toBe(5_000)
    rmSync(place, { recursive: true })
  })

  it.runIf(existsSync('/proc/self'))('where none can be made says so instead of trying for ever', async () => {
    const store = createFolderStore('/proc/bellhop/files')
    await expect(store.put(`${org}/1`, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('that cannot be written says so without a path', async () => {
    const place = mkdtempSync(join(tmpdir(), 'bellhop-objects-'))
    writeFileSync(join(place, 'file'), '')
    const store = createFolderStore(join(place, 'file'))
    for (const ask of [() => store.put(`${org}/1`, Buffer.from('x')), () => store.ping()])
      await expect(ask()).rejects.toMatchObject({
        code: 'unavailable',
        message: 'The store for files does not answer.',
      })
    rmSync(place, { recursive: true })
  })
})

describe('an S3 server', () => {
  let own: S3Server
  beforeAll(async () => {
    own = await startS3Server()
  })
  afterAll(() => own.close())

  it('that is given another secret refuses, and the admin is told what to check', async () => {
    const store = s3(own.url, 'wrong')
    const trouble = await store.put(`${org}/1`, Buffer.from('x')).catch((error: unknown) => error)
    expect(trouble).toMatchObject({ code: 'unavailable', nextStep: expect.stringContaining('S3_BUCKET') })
    expect(String((trouble as Error).cause)).toContain('SignatureDoesNotMatch')
    expect(own.objects.size).toBe(0)
    await store.close()
  })

  it('that is down, full or gone is told apart', async () => {
    const store = s3(own.url, own.keys.secretAccessKey)
    own.breakWith('silence')
    await expect(store.get(`${org}/1`)).rejects.toMatchObject({ code: 'unavailable' })
    own.breakWith({ status: 503, code: 'SlowDown' })
    await expect(store.get(`${org}/1`)).rejects.toMatchObject({ code: 'unavailable' })
    own.breakWith({ status: 507, code: 'XMinioStorageFull' })
    await expect(store.put(`${org}/1`, Buffer.from('x'))).rejects.toMatchObject({ code: 'limited' })
    own.breakWith({ status: 404, code: 'NoSuchBucket' })
    await expect(store.get(`${org}/1`)).rejects.toMatchObject({ nextStep: expect.stringContaining('S3_BUCKET') })
    own.breakWith('silence', 1)
    await store.put(`${org}/2`, Buffer.from('at the second try'))
    own.breakWith({ status: 503, code: 'SlowDown' }, 1)
    expect(String(await store.get(`${org}/2`))).toBe('at the second try')
    own.breakWith(null)
    await store.put(`${org}/1`, Buffer.from('back'))
    expect(String(await store.get(`${org}/1`))).toBe('back')
    await store.close()
  })
})
