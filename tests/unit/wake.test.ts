import { EventEmitter } from 'node:events'
import type { Pool } from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { createWake } from '../../src/store/wake.ts'

describe('the bell', () => {
  it('gives back a connection that comes only after it was closed', async () => {
    const connected = Promise.withResolvers<unknown>()
    const givenBack = Promise.withResolvers<boolean>()
    const client = Object.assign(new EventEmitter(), {
      query: async () => ({ rows: [] }),
      release: (isBroken: boolean) => givenBack.resolve(isBroken),
    })
    const bell = createWake({ connect: () => connected.promise } as unknown as Pool)
    await bell.close()
    connected.resolve(client)
    expect(await givenBack.promise).toBe(true)
  })

  it('gives back a connection once, though it breaks while and after it is closed', async () => {
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<unknown>()
    const released = { times: 0 }
    const client = Object.assign(new EventEmitter(), {
      query() {
        asked.resolve()
        return answered.promise
      },
      release: () => void released.times++,
    })
    const bell = createWake({ connect: async () => client } as unknown as Pool)
    await asked.promise
    await bell.close()
    client.emit('error', new Error('terminating connection'))
    client.emit('end')
    answered.reject(new Error('Connection terminated'))
    await answered.promise.catch(() => undefined)
    expect(released.times).toBe(1)
  })

  it('keeps the new connection when an old one breaks once more', async () => {
    vi.useFakeTimers()
    const released: number[] = []
    const clients = [0, 1].map((i) =>
      Object.assign(new EventEmitter(), { query: async () => ({ rows: [] }), release: () => void released.push(i) }),
    )
    const waiting = [...clients]
    const bell = createWake({ connect: async () => waiting.shift() } as unknown as Pool)
    await vi.advanceTimersByTimeAsync(0)
    clients[0]?.emit('error', new Error('terminating connection'))
    await vi.advanceTimersByTimeAsync(500)
    expect(waiting).toHaveLength(0)
    clients[0]?.emit('end')
    expect(released).toEqual([0])
    await bell.close()
    vi.useRealTimers()
  })
})
