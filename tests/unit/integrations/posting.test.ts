import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import { post } from '../../../src/integrations/post.ts'

const opened: { close(): unknown }[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

describe('a post', () => {
  it('gives the whole answer, whatever pieces it came in', async () => {
    const { pool } = await open((_request, response) => {
      response.writeHead(429, { 'retry-after': '7' })
      for (const piece of ['ab', 'cd', 'ef']) response.write(piece)
      response.end('é')
    })
    expect(await say(pool)).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, text: 'abcdefé' })
  })

  it('that waited in line for too long never left', async () => {
    const heard: string[] = []
    const { pool } = await open((request) => void heard.push(request.url ?? ''))
    const first = say(pool, '/first', { withinMs: 30_000 })
    first.catch(() => undefined)
    await expect(say(pool, '/second', { withinMs: 50 })).rejects.toEqual({ code: 'TOO_LATE', hasLeft: false })
    await pool.destroy()
    await expect(first).rejects.toMatchObject({ hasLeft: true })
    expect(heard).toEqual(['/first'])
  })

  it('that has no answer in time may have happened', async () => {
    const { pool } = await open(() => undefined)
    await expect(say(pool, '/', { withinMs: 50 })).rejects.toEqual({ code: 'TOO_LATE', hasLeft: true })
  })

  it('whose answer breaks off may have happened', async () => {
    const { pool } = await open((_request, response) => {
      response.writeHead(200, { 'content-length': '10' })
      response.write('half', () => response.destroy())
    })
    await expect(say(pool)).rejects.toMatchObject({ hasLeft: true })
  })

  it('to nobody never left', async () => {
    const { pool, server } = await open(() => undefined)
    await new Promise((resolve) => server.close(resolve))
    await expect(say(pool)).rejects.toEqual({ code: 'ECONNREFUSED', hasLeft: false })
  })

  it('ends when it is told to, and is not begun where it was told before', async () => {
    const heard = Promise.withResolvers<void>()
    const { pool } = await open(() => heard.resolve())
    const stop = new AbortController()
    const going = say(pool, '/', { signal: stop.signal })
    await heard.promise
    stop.abort()
    await expect(going).rejects.toEqual({ code: 'ABORTED', hasLeft: true })
    await expect(say(pool, '/', { signal: stop.signal })).rejects.toEqual({ code: 'ABORTED', hasLeft: false })
  })

  it('reads no answer without end', async () => {
    const { pool } = await open((_request, response) => {
      const piece = Buffer.alloc(1024 * 1024)
      const more = () => response.write(piece) || response.once('drain', go)
      const go = () => {
        if (!response.destroyed && more() === true) setImmediate(go)
      }
      go()
    })
    await expect(say(pool)).rejects.toEqual({ code: 'TOO_LARGE', hasLeft: true })
  })
})

function say(pool: Pool, path = '/', how: { withinMs?: number; signal?: AbortSignal } = {}) {
  return post(pool, { path, headers: { 'content-type': 'text/plain' }, body: 'hello', withinMs: 30_000, ...how })
}

/** A server, and one connection to it. */
async function open(listener: RequestListener): Promise<{ pool: Pool; server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1, pipelining: 1 })
  opened.push({ close: () => pool.destroy().then(() => server.close()) })
  return { pool, server }
}
