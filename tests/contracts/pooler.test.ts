// A pooler between Bellhop and its database that lets connections begin without the role they ask for.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { databaseUrl, type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'

describe.skipIf(!databaseUrl)('a database behind a pooler (npm run test:services gives TEST_DATABASE_URL)', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
    await (await openStore({ databaseUrl: database.url })).close()
  })
  afterAll(() => database.drop())

  it('is refused when connections do not begin in their own role', async () => {
    const pooler = await startPooler(new URL(database.url))
    const opened = openStore({ databaseUrl: pooler.url })
    await expect(opened).rejects.toThrow('DATABASE_URL leads to a pooler')
    await pooler.stop()
  })
})

/** Passes everything on but the options of the startup packet. */
async function startPooler(url: URL): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((client) => {
    const upstream = connect(Number(url.port), url.hostname)
    client.once('data', (startup) => {
      upstream.write(withoutOptions(startup))
      client.pipe(upstream)
    })
    upstream.pipe(client)
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  return { url: own.href, stop: async () => void (await once(server.close(), 'close')) }
}

function withoutOptions(startup: Buffer): Buffer {
  const words = startup.toString('utf8', 8).split('\0')
  const at = words.indexOf('options')
  if (at >= 0) words.splice(at, 2)
  const body = Buffer.from(words.join('\0'))
  const head = Buffer.from(startup.subarray(0, 8))
  head.writeUInt32BE(body.length + 8)
  return Buffer.concat([head, body])
}
