// What was made is kept with what made it: whole or not at all, seen by those it is for, and gone without a trace.
import { randomUUID } from 'node:crypto'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eraseArtifactsOf, sweepLeftovers, tidyArtifacts } from '../../src/artifacts/sweep-artifacts.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { ObjectStore } from '../../src/ports/object-store.ts'
import { dropArtifact, shareArtifact } from '../../src/store/artifacts/artifact-rows.ts'
import { mergeMembers } from '../../src/store/identity/member-rows.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { aRun, file, idOf, openWorkshop, png, type Workshop } from '../support/artifact-makers.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const large = Buffer.alloc(200_000, 'bellhop ')

describeOnEveryStore('an artifact', ({ store }) => {
  let shop: Workshop
  beforeEach(async () => {
    shop = await openWorkshop(store())
  })
  afterEach(() => shop.end())

  const filesIn = () => readdirSync(shop.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const rows = async () => {
    const [row] = await store().inOrgSql(shop.org, (sql) =>
      sql<{ all: number; files: number }>(
        'select (select count(*) from artifact)::int as all, (select count(*) from artifact_file)::int as files',
      ),
    )
    return row
  }
  const sweep = () => sweepLeftovers({ ...shop, store: store() })
  const tidy = () => tidyArtifacts({ ...shop, store: store() })
  const ages = (days: number) =>
    store().inOrgSql(shop.org, (sql) =>
      sql('update artifact set created_at = created_at - make_interval(days => $1::int)', [days]),
    )

  it('is found by its maker, with what made it, and read to the byte wherever it lies', async () => {
    const ann = await shop.person()
    const kept = await shop.makes(ann, { files: [...aRun.files, file('file', 'large.bin', large)] })
    const found = await shop.artifacts.find({ caller: ann, incoming: null }, idOf(kept).slice(0, 8))
    expect(found).toMatchObject({ title: 'Guests by floor', version: 1, maker: 'Ann', input: '{"code":"print(1)"}' })
    expect(found.files.map(({ part, name, mediaType, bytes }) => [part, name, mediaType, bytes])).toEqual([
      ['picture', 'plot.png', 'image/png', png.length],
      ['table', 'guests.csv', 'text/csv', 30],
      ['file', 'large.bin', 'text/plain', 200_000],
    ])
    expect(filesIn()).toHaveLength(1)
    for (const [place, content] of [png, undefined, large].entries())
      if (content) expect((await shop.artifacts.read(shop.org, found.id, place)).content.equals(content)).toBe(true)
  })

  it('does not show before its reply is committed', async () => {
    const ann = await shop.person()
    await shop.makes(ann, {}, { commits: false })
    expect(await shop.artifacts.list({ caller: ann, incoming: null }, 10)).toEqual([])
  })

  it('whose upload was killed leaves nothing, once nobody can be uploading any more', async () => {
    const ann = await shop.person()
    await shop.makes(ann, { files: [file('file', 'large.bin', large)] }, { commits: false })
    await sweep()
    expect([filesIn().length, await rows()]).toEqual([1, { all: 1, files: 1 }])
    await ages(1)
    await sweep()
    expect([filesIn().length, await rows()]).toEqual([0, { all: 0, files: 0 }])
  })

  it('that was given up cannot be committed late', async () => {
    const ann = await shop.person()
    const changes: ((tx: unknown) => Promise<void>)[] = []
    const change = (work: (tx: unknown) => Promise<void>) => void changes.push(work)
    const kept = await shop.artifacts.keep(
      { caller: ann, incoming: null, signal: new AbortController().signal, change },
      aRun,
    )
    await store().inOrgSql(shop.org, (sql) => dropArtifact(sql, kept && 'id' in kept ? kept.id : ''))
    await expect(store().inOrg(shop.org, async (tx) => changes[0]?.(tx))).rejects.toThrow('could not be kept in time')
  })

  it('is seen by its maker anywhere, by others where it was made, by all when shared, and by admins', async () => {
    const [ann, bob, boss] = [await shop.person(), await shop.person(), await shop.person('admin')]
    const id = idOf(await shop.makes(ann, {}, { place: 'lobby' }))
    const sees = async (caller: typeof ann, place: string | null) => {
      const incoming = place === null ? null : shop.in(place)
      const listed = (await shop.artifacts.list({ caller, incoming }, 10)).length
      const found = await shop.artifacts.find({ caller, incoming }, id).then(
        () => 1,
        (error: BellhopError) => (error.code === 'not_found' ? 0 : error),
      )
      expect(listed).toBe(found)
      return listed === 1
    }
    expect([await sees(ann, 'bar'), await sees(ann, null), await sees(boss, null)]).toEqual([true, true, true])
    expect([await sees(bob, 'lobby'), await sees(bob, 'bar'), await sees(bob, null)]).toEqual([true, false, false])
    await store().inOrgSql(shop.org, (sql) => shareArtifact(sql, id, true))
    expect([await sees(bob, 'bar'), await sees(bob, null)]).toEqual([true, true])
    const other = await openWorkshop(store())
    const stranger = await other.person('owner')
    expect([await sees(stranger, 'lobby'), await sees({ ...bob, org: null }, 'lobby')]).toEqual([false, false])
    other.end()
  })

  it('made anew is the next version, also when two do so at once', async () => {
    const ann = await shop.person()
    const first = idOf(await shop.makes(ann))
    const both = await Promise.all([shop.makes(ann, { after: first }), shop.makes(ann, { after: first })])
    const versions = both.flatMap((kept) => ('version' in kept ? kept.version : [])).sort()
    expect(versions).toEqual([2, 3])
    expect(await shop.makes(ann, { after: randomUUID() })).toMatchObject({ version: 1 })
  })

  it('is what its bytes are, and is called what cannot hurt', async () => {
    const ann = await shop.person()
    const page = '<!doctype html><script>alert(1)</script>'
    const names: [string, string | Buffer, string, string][] = [
      ['../../etc/passwd', 'root', 'passwd', 'text/plain'],
      ['C:\\Windows\\a.txt', 'a', 'a.txt', 'text/plain'],
      ['picture.png', page, 'picture.png', 'text/plain'],
      ['page.html', page, 'page.html', 'text/html'],
      ['letter.txt', png, 'letter.txt', 'image/png'],
      ['annexe\u202egpj.exe', Buffer.from([0, 1, 2]), 'annexegpj.exe', 'application/octet-stream'],
      ['تقرير.csv', 'a,b\n', 'تقرير.csv', 'text/csv'],
      ['売上🍎.json', '{}', '売上🍎.json', 'application/json'],
      ['a\u0000b\r\nX: y.md', 'x', 'abX_ y.md', 'text/markdown'],
      ['...', '', 'file', 'text/plain'],
      ['\ud800', '', '\ufffd', 'text/plain'],
      [`${'x'.repeat(500)}.csv`, '', `${'x'.repeat(116)}.csv`, 'text/csv'],
    ]
    const files = names.map(([name, content]) => file('file', name, content))
    const { files: kept } = await shop.artifacts.find(
      { caller: ann, incoming: null },
      idOf(await shop.makes(ann, { files, title: 'a\u202e\n  title\u0000' })),
    )
    expect(kept.map(({ name, mediaType }) => [name, mediaType])).toEqual(names.map(([, , name, type]) => [name, type]))
  })

  it('of 50 MB is kept, of more it is said that it is not', async () => {
    const ann = await shop.person()
    const most = Buffer.alloc(50 * 1024 * 1024, 1)
    const id = idOf(await shop.makes(ann, { files: [file('file', 'most.bin', most)] }))
    expect((await shop.artifacts.read(shop.org, id, 0)).content.length).toBe(most.length)
    const tooMuch = await shop.makes(ann, { files: [file('file', 'more.bin', Buffer.alloc(most.length + 1))] })
    expect(tooMuch).toEqual({ trouble: expect.stringMatching(/could not keep.*larger than the 50 MB/) })
  })

  it('is not kept where the store is down or full, which is said with what to do, and nothing is left', async () => {
    for (const [code, said] of [
      ['unavailable', /does not answer\. Ask again in a minute/],
      ['limited', /no room left for files\. Tell an admin/],
    ] as const) {
      const trouble = new BellhopError(
        code,
        code === 'limited' ? 'There is no room left for files.' : 'The store for files does not answer.',
        code === 'limited' ? { nextStep: 'Tell an admin: the disk is full.' } : {},
      )
      const broken: ObjectStore = { ...shop.objects, put: () => Promise.reject(trouble) }
      const down = await openWorkshop(store(), broken)
      const ann = await down.person()
      expect(await down.makes(ann, { files: [...aRun.files, file('file', 'large.bin', large)] })).toEqual({
        trouble: expect.stringMatching(said),
      })
      expect(await down.artifacts.list({ caller: ann, incoming: null }, 10)).toEqual([])
      await sweepLeftovers({ ...down, store: store() })
      expect(await store().inOrgSql(down.org, (sql) => sql('select 1 from artifact'))).toEqual([])
      // What is small needs no store.
      expect(await down.makes(ann)).toMatchObject({ version: 1 })
      down.end()
    }
  })

  it('is given up where the store takes longer than people wait, which is said', async () => {
    const slow: ObjectStore = {
      ...shop.objects,
      put: (_key, _content, signal) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    }
    const hung = await openWorkshop(store(), slow)
    const ann = await hung.person()
    expect(await hung.makes(ann, { files: [file('file', 'large.bin', large)], patienceMs: 20 })).toEqual({
      trouble: expect.stringMatching(/could not keep this for later: The store for files is too slow\. Ask again/),
    })
    await sweepLeftovers({ ...hung, store: store() })
    expect(await store().inOrgSql(hung.org, (sql) => sql('select 1 from artifact'))).toEqual([])
    hung.end()
  })

  it('that is deleted is gone at once, and its files a moment later', async () => {
    const ann = await shop.person()
    const id = idOf(await shop.makes(ann, { files: [file('file', 'large.bin', large)] }))
    await store().inOrgSql(shop.org, (sql) => dropArtifact(sql, id))
    await expect(shop.artifacts.find({ caller: ann, incoming: null }, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(shop.artifacts.read(shop.org, id, 0)).rejects.toMatchObject({ code: 'not_found' })
    await sweep()
    expect([filesIn().length, await rows()]).toEqual([0, { all: 0, files: 0 }])
  })

  it('is forgotten when its kind is not kept any longer', async () => {
    const ann = await shop.person()
    await shop.makes(ann)
    await shop.makes(ann, { kind: 'chart' })
    await ages(31)
    await tidy()
    expect((await shop.artifacts.list({ caller: ann, incoming: null }, 10)).map(({ kind }) => kind)).toEqual(['run'])
    await store().inOrgSql(shop.org, (sql) => saveSetting(sql, shop.org, 'run_days', 'forever'))
    await ages(5_000)
    await tidy()
    expect(await rows()).toMatchObject({ all: 1 })
    await store().inOrgSql(shop.org, (sql) => saveSetting(sql, shop.org, 'run_days', '7'))
    await tidy()
    expect(await rows()).toEqual({ all: 0, files: 0 })
  })

  it('and its objects agree again after each night, and nobody else’s are touched', async () => {
    const ann = await shop.person()
    const [whole, lost] = [file('file', 'a.bin', large), file('file', 'b.bin', large)]
    const kept = idOf(await shop.makes(ann, { files: [whole] }))
    const gone = idOf(await shop.makes(ann, { files: [lost] }))
    await shop.objects.remove(`${shop.org}/${gone}/0`)
    const others = `${randomUUID()}/${randomUUID()}/0`
    const stray = `${shop.org}/${randomUUID()}/0`
    for (const key of [others, stray, `${shop.org}/${randomUUID()}/1`]) await shop.objects.put(key, large)
    for (const key of [others, stray]) utimesSync(join(shop.folder, key), 1, 1)
    await ages(2)
    await tidy()
    expect((await shop.artifacts.list({ caller: ann, incoming: null }, 10)).map(({ id }) => id)).toEqual([kept])
    expect(await shop.objects.get(stray)).toBeUndefined()
    expect(await shop.objects.get(others)).toBeDefined()
    expect(filesIn()).toHaveLength(3)
  })

  it('is not taken for lost when the store is another one than it was', async () => {
    const ann = await shop.person()
    const id = idOf(await shop.makes(ann, { files: [file('file', 'a.bin', large)] }))
    await shop.objects.remove(`${shop.org}/${id}/0`)
    await ages(2)
    await tidy()
    expect(await rows()).toMatchObject({ all: 1 })
    expect(shop.log.lines.map(({ message }) => message)).toContainEqual(expect.stringContaining('is it the right one?'))
  })

  it('is not taken for lost either when only what is new lies in the other store', async () => {
    const ann = await shop.person()
    const old = [
      await shop.makes(ann, { files: [file('file', 'a.bin', large)] }),
      await shop.makes(ann, { files: [file('file', 'b.bin', large)] }),
    ]
    for (const one of old) await shop.objects.remove(`${shop.org}/${idOf(one)}/0`)
    await ages(2)
    await shop.makes(ann, { files: [file('file', 'c.bin', large)] })
    await tidy()
    expect(await rows()).toMatchObject({ all: 3 })
  })

  it('goes with its maker when they are erased, and of what others made only the texts that name them', async () => {
    const [ann, bob] = [await shop.person(), await shop.person()]
    for (const who of [ann, bob]) await shop.makes(who, { files: [...aRun.files, file('file', 'large.bin', large)] })
    const log = Buffer.from(`${'x\n'.repeat(100_000)}`)
    const about = (name: string) =>
      file('output', `${name}.txt`, Buffer.concat([log, Buffer.from(`seen: ${name}, twice`)]))
    const id = idOf(await shop.makes(bob, { files: [about('Annabel'), about('ANN')] }))
    const traces = { org: shop.org, person: ann.person ?? '', accounts: [ann.account], names: ['Ann'] }
    const parts = { ...shop, store: store() }
    const erase = (leaveNames: boolean) =>
      eraseArtifactsOf(parts, { ...traces, workspaces: null, places: [], threads: [] }, leaveNames)
    await erase(true)
    expect([filesIn().length, await rows()]).toEqual([3, { all: 2, files: 5 }])
    await erase(false)
    expect([filesIn().length, await rows()]).toEqual([2, { all: 2, files: 5 }])
    expect((await shop.artifacts.read(shop.org, id, 0)).content).toHaveLength(200_020)
    await expect(shop.artifacts.read(shop.org, id, 1)).rejects.toMatchObject({ code: 'not_found' })
    await ages(2)
    await tidy()
    expect(await shop.artifacts.list({ caller: bob, incoming: null }, 10)).toHaveLength(2)
  })

  it('whose file named somebody who was erased is there without that file', async () => {
    const ann = await shop.person()
    const id = idOf(await shop.makes(ann))
    await store().inOrgSql(shop.org, (sql) => sql("update artifact_file set content = ''::bytea where place = 1"))
    expect((await shop.artifacts.read(shop.org, id, 0)).content.equals(png)).toBe(true)
    await expect(shop.artifacts.read(shop.org, id, 1)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('goes along when two people turn out to be one', async () => {
    const [ann, bob] = [await shop.person(), await shop.person()]
    await shop.makes(ann)
    await store().inOrgSql(shop.org, (sql) =>
      mergeMembers(sql, { keep: bob.person ?? '', leave: ann.person ?? '', role: 'member' }),
    )
    expect(await shop.artifacts.list({ caller: bob, incoming: null }, 10)).toHaveLength(1)
  })
})
