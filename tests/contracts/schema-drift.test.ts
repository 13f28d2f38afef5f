// The schema that Prisma knows and the migrations that build the tables say the same, and so do the databases made by them.
import { readFileSync } from 'node:fs'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { diffDatabaseToSchema, diffMigrationsToSchema } from '../../scripts/schema-engine.ts'
import { Session } from '../../src/store/embedded/session.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPool } from '../../src/store/pools.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'

// Replaying migrations begins with making a database, which takes its time on a busy machine.
describe('the migrations', () => {
  it('build what the schema says', async () => {
    expect(await diffMigrationsToSchema()).toBeUndefined()
  })

  it('are told apart from a schema that says more', async () => {
    const schema = readFileSync('prisma/schema.prisma', 'utf8')
    const more = await diffMigrationsToSchema(`${schema}\nmodel Planted {\n  id String @id\n}\n`)
    expect(more?.sql).toContain('CREATE TABLE "Planted"')
  })
})

describe('a migrated embedded database', () => {
  let session: Session
  let pool: Pool

  beforeAll(async () => {
    session = await Session.open({ dataDir: 'memory://', loadFrom: readFileSync(inject('storeTemplate')) })
    pool = openPool({ kind: 'embedded', session }, { max: 1 })
  })
  afterAll(async () => {
    await pool.end()
    await session.close()
  })

  agreesWithTheSchema(() => pool)
})

describe.skipIf(!databaseUrl)('a migrated PostgreSQL database', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let pool: Pool

  beforeAll(async () => {
    database = await freshDatabase()
    pool = openPool({ kind: 'postgres', url: database.url }, { max: 1 })
    const client = await pool.connect()
    await migrate(client)
    client.release()
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  agreesWithTheSchema(() => pool)
})

function agreesWithTheSchema(pool: () => Pool): void {
  it('holds what the schema says, seen and unseen by Prisma', async () => {
    expect(await diffDatabaseToSchema(pool())).toBeUndefined()
  })

  it('is told apart once somebody changed it by hand', async () => {
    await pool().query('alter table setting add column planted text')
    expect((await diffDatabaseToSchema(pool()))?.sql).toContain('DROP COLUMN "planted"')
  })
}
