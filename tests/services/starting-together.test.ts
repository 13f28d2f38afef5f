// Several processes that start in the same moment prepare one database, and none of them ends over it.
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { prepareQueueSchema } from '../../src/queue/prepare-queue-schema.ts'
import { openStore } from '../../src/store/open-store.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'

describe.skipIf(!databaseUrl)('processes that start together (npm run test:services)', () => {
  it('all prepare the queue on one database, again and again', async () => {
    const database = await freshDatabase()
    await (await openStore({ databaseUrl: database.url }, { prepare: prepareQueueSchema })).close()
    const clients = Array.from({ length: 8 }, () => new pg.Client({ connectionString: database.url }))
    await Promise.all(clients.map((client) => client.connect()))
    const starts = clients.map(async (client) => {
      for (let round = 0; round < 10; round++) await prepareQueueSchema(client)
    })
    expect((await Promise.allSettled(starts)).filter((one) => one.status === 'rejected')).toEqual([])
    await Promise.all(clients.map((client) => client.end()))
    await database.drop()
  })
})
