// Many things that are begun together, and whoever wants something meanwhile.
import { expect, it } from 'vitest'
import { littleByLittle } from '../../src/domain/little-by-little.ts'

it('begins all in order, and lets in between what came meanwhile', async () => {
  const begun: number[] = []
  const seen: number[] = []
  const all = Array.from({ length: 120 }, (_, n) => n)
  const began = littleByLittle(all, (n) => void begun.push(n))
  const look = () => {
    seen.push(begun.length)
    if (begun.length < all.length) setImmediate(look)
  }
  look()
  await began
  expect(begun).toEqual(all)
  expect(seen.length).toBeGreaterThan(3)
  expect(Math.max(...seen.map((count, at) => count - (seen[at - 1] ?? 0)))).toBeLessThan(60)
})

it('begins a few at once, without a moment in between', () => {
  const begun: string[] = []
  void littleByLittle(['a', 'b'], (name) => void begun.push(name))
  expect(begun).toEqual(['a', 'b'])
})
