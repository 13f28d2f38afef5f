import { EventEmitter } from 'node:events'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
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
})
