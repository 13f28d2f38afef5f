import { getHeapSpaceStatistics } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { createInFlight, type InFlight } from '../../src/domain/in-flight.ts'

describe('what is in flight', () => {
  it('is counted, and gone when it is over, however often that is said', () => {
    const flying = createInFlight<string>()
    for (const one of ['a', 'b', 'c', 'd']) flying.add(one)
    flying.delete('b')
    flying.delete('b')
    flying.delete('never there')
    expect(flying.size).toBe(3)
    expect([...flying].sort()).toEqual(['a', 'c', 'd'])
  })

  it('can be gone through while it ends', () => {
    const flying = createInFlight<number>()
    for (let n = 0; n < 5; n++) flying.add(n)
    const seen: number[] = []
    for (const one of flying) {
      seen.push(one)
      flying.delete(one)
    }
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(flying.size).toBe(0)
  })

  it('does not grow old because others like it came before', () => {
    expect(grownOld(createInFlight<Held>())).toBeLessThan(5)
  })
})

type Held = { body: number[] }

/** The most, in MB, that the memory of what lives long grew by while fifty thousand came and went, twenty at a time. */
function grownOld(flying: InFlight<Held>): number {
  // A quiet time first, in which the collection itself grows old.
  for (let n = 0; n < 50_000; n++) held(n)
  const before = old()
  const order: Held[] = Array.from({ length: 20 })
  let most = 0
  for (let n = 0; n < 50_000; n++) {
    const one = held(n)
    flying.add(one)
    const gone = order[n % 20]
    if (gone) flying.delete(gone)
    order[n % 20] = one
    if (n % 500 === 0) most = Math.max(most, old() - before)
  }
  return most
}

function held(n: number): Held {
  return { body: Array.from({ length: 200 }, (_, at) => at + n) }
}

function old(): number {
  return (getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0) / 2 ** 20
}
