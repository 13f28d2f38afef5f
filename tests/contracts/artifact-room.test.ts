// How much an organisation keeps of what was made.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { settings } from '../../src/domain/settings.ts'
import { dropArtifact } from '../../src/store/artifacts/artifact-rows.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { file, idOf, openWorkshop, type Workshop } from '../support/artifact-makers.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('an artifact', ({ store }) => {
  let shop: Workshop
  beforeEach(async () => {
    shop = await openWorkshop(store())
  })
  afterEach(() => shop.end())

  it('is kept only as far as the organisation has room for it, and what is deleted makes room', async () => {
    const ann = await shop.person()
    const { key } = settings['keep-space']
    await store().inOrgSql(shop.org, (sql) => saveSetting(sql, shop.org, key, '1'))
    const files = () => [file('file', 'large.bin', Buffer.alloc(700_000, 'x'))]
    const first = idOf(await shop.makes(ann, { files: files() }))
    expect(await shop.makes(ann, { files: files() })).toMatchObject({
      trouble: expect.stringMatching(/keeps 1 MB at most.*`\/artifacts`.*`\/admin settings set keep-space`/),
    })
    await store().inOrgSql(shop.org, (sql) => dropArtifact(sql, first))
    idOf(await shop.makes(ann, { files: files() }))
    await store().inOrgSql(shop.org, (sql) => saveSetting(sql, shop.org, key, 'unlimited'))
    idOf(await shop.makes(ann, { files: files() }))
  })

  it('takes no more room than there is, however many are made at the same moment', async () => {
    const ann = await shop.person()
    await store().inOrgSql(shop.org, (sql) => saveSetting(sql, shop.org, settings['keep-space'].key, '1'))
    const one = () => shop.makes(ann, { files: [file('file', 'small.bin', Buffer.alloc(300_000, 'x'))] })
    const made = await Promise.all(Array.from({ length: 8 }, one))
    expect(made.filter((kept) => kept && 'id' in kept)).toHaveLength(3)
  })
})
