// Places that are ready before anybody asks: each is used once, and another takes its place.
import { describe, expect, it, vi } from 'vitest'
import { createPool } from '../../../src/sandbox/create-pool.ts'
import type { WarmCell } from '../../../src/sandbox/warm-cell.ts'
import { createQuietLog } from '../../support/quiet.ts'

type FakeCell = WarmCell & { number: number; isDestroyed: boolean; dies(): void }

function createCells() {
  const made: FakeCell[] = []
  async function make(): Promise<FakeCell> {
    let lost = (): void => undefined
    const cell: FakeCell = {
      number: made.length + 1,
      isDestroyed: false,
      dies: () => lost(),
      onLost: (callback) => {
        lost = callback
      },
      resize: async () => undefined,
      run: () => Promise.reject(new Error('nothing runs in a fake')),
      async destroy() {
        cell.isDestroyed = true
      },
    }
    made.push(cell)
    return cell
  }
  return { made, make }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))
const log = createQuietLog()

describe('the pool', () => {
  it('gives each place once and makes another in the background', async () => {
    const { made, make } = createCells()
    const pool = createPool({ make, least: 2, most: 4, log })
    await settle()
    expect(made).toHaveLength(2)
    const taken = [await pool.take(), await pool.take()]
    await settle()
    expect(new Set([...taken, await pool.take()]).size).toBe(3)
    await pool.stop()
  })

  it('makes the next one a moment later, so that it does not share the processor with the code that people wait for', async () => {
    vi.useFakeTimers()
    const { made, make } = createCells()
    const pool = createPool({ make, least: 1, most: 2, log })
    await vi.advanceTimersByTimeAsync(0)
    await pool.take()
    await vi.advanceTimersByTimeAsync(100)
    expect(made).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(300)
    expect(made).toHaveLength(2)
    await pool.stop()
    vi.useRealTimers()
  })

  it('keeps more ready once more were wanted at a time, up to its most', async () => {
    const { made, make } = createCells()
    const pool = createPool({ make, least: 1, most: 3, log })
    await settle()
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => pool.take()))
    await settle()
    await pool.stop()
    expect(made.filter(({ isDestroyed }) => isDestroyed)).toHaveLength(3)
  })

  it('replaces a place that ended while it waited', async () => {
    const { made, make } = createCells()
    const pool = createPool({ make, least: 1, most: 1, log })
    await settle()
    made[0]?.dies()
    await settle()
    expect(await pool.take()).toBe(made[1])
    expect(made[0]?.isDestroyed).toBe(true)
    await pool.stop()
  })

  it('makes a place on the spot when none is ready, and says when that fails', async () => {
    const failing = createPool({ make: () => Promise.reject(new Error('no Docker')), least: 1, most: 1, log })
    await expect(failing.take()).rejects.toThrow('no Docker')
    await failing.stop()
  })

  it('takes everything away when it stops, also what comes up meanwhile', async () => {
    const { made, make } = createCells()
    const late = Promise.withResolvers<void>()
    const pool = createPool({ make: () => late.promise.then(make), least: 1, most: 1, log })
    await pool.stop()
    late.resolve()
    await settle()
    expect(made.map(({ isDestroyed }) => isDestroyed)).toEqual([true])
  })
})
