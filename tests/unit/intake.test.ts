import { describe, expect, it } from 'vitest'
import type { Arrival } from '../../src/domain/arrival.ts'
import { createIntake } from '../../src/router/create-intake.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createQuietLog, noMetrics as metrics } from '../support/quiet.ts'

describe('an event that arrives', () => {
  it('is refused in time when the store does not answer, and so is what waits behind it', async () => {
    const store = storeThat(() => new Promise(() => undefined))
    const intake = createIntake({ store, log: createQuietLog(), metrics, deadlineMs: 50 })
    const first = intake.accept(arrival('first'))
    const second = intake.accept(arrival('second'))
    await expect(first).rejects.toMatchObject({ code: 'unavailable' })
    await expect(second).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is stored together with others that come while a group is written, each told what became of it', async () => {
    const groups: string[][] = []
    const store = storeThat(async (keys) => {
      groups.push(keys)
      return [...new Set(keys)].filter((key) => key !== 'known')
    })
    const intake = createIntake({ store, log: createQuietLog(), metrics })
    const told = await Promise.all(['one', 'known', 'two', 'two'].map((key) => intake.accept(arrival(key))))
    expect(told).toEqual(['stored', 'duplicate', 'stored', 'duplicate'])
    expect(groups).toEqual([['one'], ['known', 'two', 'two']])
    await intake.idle()
  })

  it('costs its neighbours nothing when it cannot be stored', async () => {
    const store = storeThat(async (keys) => {
      if (keys.includes('poison')) throw new Error('no')
      return keys
    })
    const intake = createIntake({ store, log: createQuietLog(), metrics })
    const told = await Promise.allSettled(['one', 'two', 'poison', 'three'].map((key) => intake.accept(arrival(key))))
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  })
})

/** Given the keys of a group, it answers with those that were new. */
function storeThat(store: (keys: string[]) => Promise<string[]>): Store {
  const urgent = async (_text: string, [keys]: string[][]) => (await store(keys ?? [])).map((key) => ({ key }))
  return { urgent, wake: { ring() {} } } as unknown as Store
}

function arrival(key: string): Arrival {
  const body = Buffer.from('{}')
  return {
    key,
    platform: 'slack',
    workspace: 'slack:T1',
    lane: key,
    isControl: false,
    contentType: 'application/json',
    body,
  }
}
