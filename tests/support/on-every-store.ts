// Runs a suite on the embedded store or, where there is a server, on PostgreSQL: the same sentences on both.
import { afterAll, beforeAll, describe } from 'vitest'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { databaseUrl, type FreshDatabase, freshDatabase } from './fresh-database.ts'
import { openTestStore } from './open-test-store.ts'

export type StoreUnderTest = {
  /** The store of this suite; one for all its tests. */
  store(): Store
  /** Another process's view of the same database; only a server has one. */
  another?: () => Promise<Store>
}

export function describeOnEveryStore(name: string, suite: (under: StoreUnderTest) => void): void {
  if (databaseUrl) {
    describe(`${name} (PostgreSQL)`, () => onPostgres(suite))
    return
  }
  describe(`${name} (embedded)`, () => onEmbedded(suite))
  describe.skip(`${name} (PostgreSQL): run npm run test:services`, () => suite({ store: missing }))
}

function onEmbedded(suite: (under: StoreUnderTest) => void): void {
  let store: Store | undefined
  beforeAll(async () => {
    store = await openTestStore()
  })
  afterAll(() => store?.close())
  suite({ store: () => store ?? missing() })
}

function onPostgres(suite: (under: StoreUnderTest) => void): void {
  let store: Store | undefined
  let database: FreshDatabase | undefined
  beforeAll(async () => {
    database = await freshDatabase()
    store = await openStore({ databaseUrl: database.url })
  })
  afterAll(async () => {
    await store?.close()
    await database?.drop()
  })
  suite({ store: () => store ?? missing(), another: () => openStore({ databaseUrl: database?.url ?? missing() }) })
}

function missing(): never {
  throw new Error('no store is open')
}
