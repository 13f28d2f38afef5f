// Where a queue begins is remembered for a second, so that nobody walks past all that was settled each time.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQueueStart } from '../../src/router/create-queue-start.ts'

describe('where a queue begins', () => {
  let first = '10'
  let reads = 0
  let start: () => Promise<string>
  beforeEach(() => {
    vi.useFakeTimers()
    first = '10'
    reads = 0
    start = createQueueStart(
      async () => [],
      async () => {
        reads++
        return first
      },
    )
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function aSecondLater(next: string): Promise<string> {
    vi.advanceTimersByTime(1_000)
    first = next
    return start()
  }

  it('is looked up once a second', async () => {
    for (let i = 0; i < 5; i++) await start()
    expect(reads).toBe(1)
    await aSecondLater('10')
    expect(reads).toBe(2)
  })

  it('is where it was a second ago, so that what commits a little late is not passed over', async () => {
    expect(await start()).toBe('0')
    expect(await aSecondLater('9')).toBe('9')
    expect(await aSecondLater('100')).toBe('9')
    expect(await aSecondLater('101')).toBe('100')
  })

  it('goes back to what was put back', async () => {
    await aSecondLater('20')
    expect(await aSecondLater('7')).toBe('7')
    expect(await aSecondLater('30')).toBe('7')
    expect(await aSecondLater('30')).toBe('30')
  })
})
