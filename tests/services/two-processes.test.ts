// Two processes share one inbox: whoever takes an event, each conversation is answered in its order, once.
import { describe, expect, it } from 'vitest'
import { findFaults } from '../faults/check.ts'
import { startFakePlatform } from '../faults/fake-platform.ts'
import { startLoad } from '../faults/load.ts'
import { startChild } from '../faults/process.ts'
import { createRandom } from '../faults/random.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'

describe.skipIf(!databaseUrl)('two processes on one database (npm run test:services)', () => {
  it('answer 10,000 events of 1,000 conversations, each conversation in order', { timeout: 180_000 }, async () => {
    const random = createRandom(1)
    const judge = await startFakePlatform(random)
    const database = await freshDatabase()
    // Judge and drivers share a process with much to do: a call may take its time without being taken for lost.
    const instructions = { place: { databaseUrl: database.url }, judge: judge.url, leaseMs: 30_000 }
    const children = [await startChild(instructions), await startChild(instructions)]
    const door = () => children[Math.floor(random() * children.length)]?.url
    const load = startLoad({ door, conversations: 1_000, eventsEach: 10, random, effects: 0, jobs: 0 })
    await load.finished
    await judge.receivedAtLeast(10_000)
    for (const child of children) await child.stop()
    await judge.close()
    await database.drop()
    expect(load.acked()).toBe(10_000)
    expect(findFaults({ sent: load.sent, received: judge.received })).toEqual([])
  })
})
