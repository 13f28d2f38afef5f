// Databases that are reached and say nothing: whoever asked is told, and nobody waits behind them for ever.
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSecret } from '../../../src/domain/secret.ts'
import { createSqlSources } from '../../../src/integrations/create-sql-sources.ts'

const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

describe('a database that says nothing', () => {
  let server: Server | undefined
  const sockets = new Set<Socket>()
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    server?.close()
  })

  /** `greets`: lets everybody in, and answers nothing that is asked. */
  async function listening(greets: boolean) {
    server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('data', () => greets && socket.write(welcome))
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const url = createSecret(`postgres://reader:planted@127.0.0.1:${port}/shop`)
    return createSqlSources({ sources: [{ name: 'shop', url }], isAlone: async () => true })
  }
  const question = { org: 'o', source: 'shop', sql: 'select 1' }

  it('is given up when it does not let us in', async () => {
    const sources = await listening(false)
    const asked = sources.ask(question, { signal: new AbortController().signal, ms: 50 })
    await expect(asked).rejects.toMatchObject({ code: 'unavailable', message: 'I cannot reach `shop` right now.' })
  })

  it('is given up when it answers nothing', async () => {
    const sources = await listening(true)
    const asked = sources.ask(question, { signal: new AbortController().signal, ms: 2_000 })
    await expect(asked).rejects.toMatchObject({ code: 'limited', message: 'The database stopped answering.' })
  })

  it('is told to whoever asks how it is, and is asked no more than once a minute', async () => {
    const sources = await listening(false)
    for (let times = 0; times < 3; times++)
      await expect(sources.ping('shop')).rejects.toMatchObject({ message: 'I cannot reach `shop` right now.' })
    expect(sockets.size).toBe(1)
  })

  it('keeps nobody who gives up, and no place', async () => {
    const sources = await listening(true)
    const giving = new AbortController()
    const asked = Array.from({ length: 5 }, () => sources.ask(question, { signal: giving.signal }))
    const ended = Promise.allSettled(asked)
    await expect.poll(() => sockets.size).toBe(2)
    giving.abort(new Error('no longer wanted'))
    expect((await ended).map((one) => one.status === 'rejected' && one.reason.message)).toEqual(
      Array.from({ length: 5 }, () => 'no longer wanted'),
    )
    const late = AbortSignal.timeout(100)
    await expect(sources.ask(question, { signal: late })).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect.poll(() => sockets.size).toBe(3)
  })
})
