// Who asks for much delays only themselves.
import { describe, expect, it } from 'vitest'
import { createFairQueue } from '../../../src/sandbox/create-fair-queue.ts'

const never = new AbortController().signal
const roomy = { mostWaiting: 100, mostWaitingPerOwner: 100 }

function createWork() {
  const started: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () => {
    started.push(name)
    return new Promise<string>((resolve) => ends.push(() => resolve(name)))
  }
  return { started, work, endNext: () => ends.shift()?.() }
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

describe('the queue of runs', () => {
  it('takes those who wait person by person', async () => {
    const queue = createFairQueue({ atOnce: 1, perOwner: 1, ...roomy })
    const { started, work, endNext } = createWork()
    const all = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map((name) => queue.run(name.charAt(0), never, work(name)))
    for (let left = all.length; left > 0; left--) {
      await settle()
      endNext()
    }
    await Promise.all(all)
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
  })

  it('leaves room for others beside somebody with much to run', async () => {
    const queue = createFairQueue({ atOnce: 2, perOwner: 1, ...roomy })
    const { started, work, endNext } = createWork()
    const all = ['a1', 'a2', 'b1'].map((name) => queue.run(name.charAt(0), never, work(name)))
    await settle()
    expect(started).toEqual(['a1', 'b1'])
    for (const _ of all) {
      endNext()
      await settle()
    }
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1'])
  })

  it('forgets who stops waiting, and goes on after one that fails', async () => {
    const queue = createFairQueue({ atOnce: 1, perOwner: 1, ...roomy })
    const { started, work, endNext } = createWork()
    const leaving = new AbortController()
    const failing = queue.run('a', never, () => Promise.reject(new Error('broken')))
    const gone = queue.run('b', leaving.signal, work('b'))
    const stays = queue.run('c', never, work('c'))
    leaving.abort(new Error('left'))
    await expect(failing).rejects.toThrow('broken')
    await expect(gone).rejects.toThrow('left')
    await settle()
    endNext()
    expect(await stays).toBe('c')
    expect(started).toEqual(['c'])
  })

  it('refuses in a sentence what is too much for one person, and for all', async () => {
    const queue = createFairQueue({ atOnce: 1, perOwner: 1, mostWaiting: 3, mostWaitingPerOwner: 2 })
    const { work } = createWork()
    for (const owner of ['a', 'a', 'a', 'b']) void queue.run(owner, never, work(owner))
    await expect(queue.run('a', never, work('a'))).rejects.toThrow('You have too much waiting to run.')
    await expect(queue.run('c', never, work('c'))).rejects.toThrow('Too much is waiting to run.')
  })
})
