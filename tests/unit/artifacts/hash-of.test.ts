// What large files are known by.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { hashOf } from '../../../src/artifacts/hash-of.ts'

it.each([0, 1, 1_048_576, 3_000_001])('is the SHA-256 of %d bytes', async (size) => {
  const content = Buffer.alloc(size, 'bellhop')
  expect(await hashOf(content)).toBe(createHash('sha256').update(content).digest('hex'))
})

it('lets others go on while a large one is looked through', async () => {
  let turns = 0
  const count = () => {
    turns++
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  await hashOf(Buffer.alloc(20 * 1_048_576))
  clearImmediate(next)
  expect(turns).toBeGreaterThan(15)
})
