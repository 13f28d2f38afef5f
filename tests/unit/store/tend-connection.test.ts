import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import pg, { type PoolClient } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endWhenSilent, promiseAnswers } from '../../../src/store/tend-connection.ts'

/** "You are in" and "ask me", as PostgreSQL says them. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

describe('a connection to a server that was cut off', () => {
  let server: Server
  let pool: pg.Pool
  let client: PoolClient

  beforeEach(async () => {
    server = createServer((socket) => socket.once('data', () => socket.write(welcome))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    pool = new pg.Pool({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'bellhop' })
    client = await pool.connect()
    client.on('error', () => undefined)
    promiseAnswers(client)
  })

  afterEach(async () => {
    client.release(true)
    await pool.end()
    server.close()
  })

  it('ends after a while of silence, so that whoever asked hears of it', async () => {
    endWhenSilent(client, 20)
    await expect(client.query('select 1')).rejects.toThrow('The database server does not answer.')
  })

  it('stays while nothing is asked', () => {
    endWhenSilent(client, 60_000)
    client.connection.stream.emit('timeout')
    expect(client.connection.stream.destroyed).toBe(false)
  })
})

describe('the promise of an answer', () => {
  type Told = (error: Error | null, result?: unknown) => void

  function askedThrough(answer: (told: Told) => void) {
    const given: unknown[][] = []
    const query = (...all: unknown[]) => {
      given.push(all)
      answer((all[2] ?? all[1]) as Told)
    }
    const client = { query } as unknown as PoolClient
    promiseAnswers(client)
    return { client, given }
  }

  it('is kept by a callback, with the values that were given', async () => {
    const { client, given } = askedThrough((told) => told(null, { rows: [7] }))
    expect(await client.query('select $1', [7])).toEqual({ rows: [7] })
    expect(given).toEqual([['select $1', [7], expect.any(Function)]])
  })

  it('is broken with the stack of whoever asked', async () => {
    const { client } = askedThrough((told) => setImmediate(told, new Error('syntax error')))
    async function whoeverAsks() {
      await client.query('selekt')
    }
    await expect(whoeverAsks()).rejects.toMatchObject({ stack: expect.stringContaining('whoeverAsks') })
  })

  it('is not made for who brings a callback, or a query that reads by itself', () => {
    const { client, given } = askedThrough(() => undefined)
    const told = () => undefined
    const reading = { submit: () => undefined }
    client.query('select 1', told)
    client.query('select $1', [7], told)
    client.query(reading)
    expect(given).toEqual([
      ['select 1', told, undefined],
      ['select $1', [7], told],
      [reading, undefined, undefined],
    ])
  })
})
