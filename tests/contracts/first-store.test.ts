// The first start on a data directory: quick where a database was prepared, and right after one that was killed in the middle.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freshStore } from '../../src/store/fresh-store.ts'
import { openStore } from '../../src/store/open-store.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bellhop-first-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

async function answers(): Promise<unknown> {
  const store = await openStore({ dataDir })
  try {
    await store.sql("insert into instance (name, value) values ('kept', 'yes') on conflict do nothing")
    return await store.sql('select value from instance where name = $1', ['kept'])
  } finally {
    await store.close()
  }
}

it('is prepared by npm install', () => {
  expect(existsSync(freshStore)).toBe(true)
})

it('keeps what is written for the next', async () => {
  expect(await answers()).toEqual([{ value: 'yes' }])
  expect(existsSync(join(dataDir, 'pg.begun'))).toBe(false)
  expect(await answers()).toEqual([{ value: 'yes' }])
})

it('begins anew where an earlier one was killed while it made the database', async () => {
  mkdirSync(join(dataDir, 'pg', 'base'), { recursive: true })
  writeFileSync(join(dataDir, 'pg', 'PG_VERSION'), '1')
  writeFileSync(join(dataDir, 'pg.begun'), '')
  expect(await answers()).toEqual([{ value: 'yes' }])
})
