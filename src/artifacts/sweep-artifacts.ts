// Takes away what nobody can see any more: what was given up, what is too old, objects without rows and rows without objects.
import { type ArtifactKind, artifactKinds } from '../domain/artifact.ts'
import { isSet, type SettingName, settings } from '../domain/settings.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { dropArtifact } from '../store/artifacts/artifact-rows.ts'
import {
  emptyStoredFile,
  expireArtifacts,
  forgetArtifact,
  giveUpArtifact,
  knownArtifacts,
  listArtifactsOf,
  listLeftovers,
  listStoredFiles,
  listStoredTexts,
  type StoredText,
} from '../store/artifacts/artifact-sweeps.ts'
import { readEveryOrg } from '../store/identity/account-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { Traces } from '../store/privacy/person-traces.ts'
import { namingOf } from '../store/privacy/trace-patterns.ts'
import { readSetting } from '../store/setting-rows.ts'

export type SweepParts = {
  store: Pick<Store, 'sql' | 'inOrgSql'>
  objects: ObjectStore
  clock: Pick<Clock, 'now'>
  log: Log
}

const batch = 100
const dayMs = 24 * 60 * 60_000

/** True when there may be more. Objects go before their row, so that a crash in between is met again. */
export async function sweepLeftovers({ store, objects }: SweepParts): Promise<boolean> {
  const leftovers = await listLeftovers(store.sql, batch)
  for (const { id, org } of leftovers) await takeAway({ store, objects }, org, id)
  return leftovers.length === batch
}

/** Everything somebody made, at once, and whatever large text of others names them. */
export async function eraseArtifactsOf(parts: SweepParts, somebody: Traces, leaveNames: boolean): Promise<void> {
  const { store, objects } = parts
  const { org, person, accounts } = somebody
  for (const id of await store.inOrgSql(org, (sql) => listArtifactsOf(sql, person, accounts))) {
    await store.inOrgSql(org, (sql) => dropArtifact(sql, id))
    await takeAway({ store, objects }, org, id)
  }
  const isNamed = namingOf(somebody, leaveNames)
  let after: StoredText = { id: '00000000-0000-0000-0000-000000000000', place: 0 }
  for (;;) {
    const page = await store.inOrgSql(org, (sql) => listStoredTexts(sql, after, batch))
    for (const file of page) {
      const key = `${org}/${file.id}/${file.place}`
      const content = await objects.get(key)
      // What is not there was removed a moment before a crash.
      if (content && !isNamed(content.toString('utf8'))) continue
      await objects.remove(key)
      await store.inOrgSql(org, (sql) => emptyStoredFile(sql, file))
    }
    after = page.at(-1) ?? after
    if (page.length < batch) return
  }
}

async function takeAway({ store, objects }: Pick<SweepParts, 'store' | 'objects'>, org: string, id: string) {
  const places = await store.inOrgSql(org, (sql) => giveUpArtifact(sql, id))
  for (const place of places) await objects.remove(`${org}/${id}/${place}`)
  await store.inOrgSql(org, (sql) => forgetArtifact(sql, id))
}

const daysFor = { run: 'run-days', chart: 'chart-days', dashboard: 'dashboard-days' } as const satisfies Record<
  ArtifactKind,
  SettingName
>

/** Once a night: what is kept longer than the org wants, and whatever store and database do not agree about. */
export async function tidyArtifacts(parts: SweepParts): Promise<void> {
  for (const org of await readEveryOrg(parts.store.sql)) {
    await expireIn(parts, org)
    await removeStrays(parts, org)
    await dropLost(parts, org)
  }
  while (await sweepLeftovers(parts));
}

async function expireIn({ store, log }: SweepParts, org: string): Promise<void> {
  for (const kind of artifactKinds) {
    const { key, initial } = settings[daysFor[kind]]
    const count = await store.inOrgSql(org, async (sql) => {
      const set = await readSetting(sql, key)
      const days = isSet(daysFor[kind], set) ? set : initial
      return days === 'forever' ? 0 : expireArtifacts(sql, kind, Number(days))
    })
    if (count > 0) log.info({ org, kind, count }, 'artifacts were kept long enough')
  }
}

/** Only below orgs of this database: whoever else keeps files in the same bucket keeps them. */
async function removeStrays({ store, objects, clock, log }: SweepParts, org: string): Promise<void> {
  const pages = inPages(objects.list(`${org}/`))
  let removed = 0
  for await (const page of pages) {
    const settled = page.filter(({ at }) => at.getTime() < clock.now() - dayMs)
    const idOf = (key: string) => key.split('/')[1] ?? ''
    const ids = [...new Set(settled.map(({ key }) => idOf(key)))].filter((id) => uuid.test(id))
    const known = await store.inOrgSql(org, (sql) => knownArtifacts(sql, ids))
    for (const { key } of settled.filter((one) => !known.has(idOf(one.key)))) {
      await objects.remove(key)
      removed++
    }
  }
  if (removed > 0) log.info({ org, removed }, 'files that belong to nothing were removed')
}

/** What lost a file is nothing any more, unless most of it seems lost: then it is the wrong store that was asked. */
async function dropLost({ store, objects, clock, log }: SweepParts, org: string): Promise<void> {
  const before = new Date(clock.now() - dayMs)
  const there = new Set<string>()
  for await (const { key } of objects.list(`${org}/`)) there.add(key)
  const lost: string[] = []
  let [after, all] = ['00000000-0000-0000-0000-000000000000', 0]
  for (;;) {
    const page = await store.inOrgSql(org, (sql) => listStoredFiles(sql, before, after, batch))
    for (const { id, places } of page) if (places.some((place) => !there.has(`${org}/${id}/${place}`))) lost.push(id)
    all += page.length
    after = page.at(-1)?.id ?? after
    if (page.length < batch) break
  }
  if (lost.length === 0) return
  if (lost.length * 2 > all)
    return log.warn(
      { org, lost: lost.length, all },
      'The store for files misses most of what was kept there: is it the right one?',
    )
  for (const id of lost) await store.inOrgSql(org, (sql) => dropArtifact(sql, id))
  log.warn({ org, lost: lost.length }, 'artifacts whose files are missing were removed')
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function* inPages<T>(all: AsyncIterable<T>): AsyncIterable<T[]> {
  let page: T[] = []
  for await (const one of all) {
    page.push(one)
    if (page.length < batch) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
