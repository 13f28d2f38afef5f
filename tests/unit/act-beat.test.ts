// Whoever is at a write to the outside says so, but one that hangs after it was told to stop keeps nobody waiting for ever.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineTool } from '../../src/domain/tool.ts'
import { runAct } from '../../src/gate/run-act.ts'
import type { Sql } from '../../src/store/sql.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is said while it lasts, and for a minute after it was told to stop', async () => {
  let said = 0
  const sql: Sql = async (text) => {
    if (text.startsWith('update act set started_at = now() where key = $1 and state')) said++
    return text.startsWith('insert') ? ([{ key: 'k' }] as never) : []
  }
  const hanging = defineTool<object, string>({
    ...{ name: 'hang', description: 'Hangs', input: z.object({}), output: z.string() },
    ...{ permission: 'member', effect: 'write', repeat: 'keyed', run: () => new Promise<string>(() => undefined) },
  })
  const stop = new AbortController()
  const call = { key: 'k', input: {}, caller: { org: 'o' }, signal: stop.signal }
  void runAct(sql, hanging, call as unknown as Parameters<typeof runAct>[2], 'reference')
  await vi.advanceTimersByTimeAsync(600_000)
  expect(said).toBe(240)
  stop.abort()
  await vi.advanceTimersByTimeAsync(55_000)
  expect(said).toBe(262)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(said).toBeLessThanOrEqual(264)
})
