// A migrated store in memory for one test file or one test, out of the dump that the run made at its start.
import { readFileSync } from 'node:fs'
import { inject } from 'vitest'
import { openStore, type Store } from '../../src/store/open-store.ts'

export function openTestStore(): Promise<Store> {
  return openStore({ memory: true, loadFrom: readFileSync(inject('storeTemplate')) })
}
