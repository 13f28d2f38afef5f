// A process is killed between the approval and the act: what its successor does, and what it must not do.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApprovalChild } from '../support/approval-child.ts'
import { databaseUrl, type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe(`what was approved, after a kill before it ran and another while it ran (${databaseUrl ? 'PostgreSQL' : 'embedded'})`, () => {
  let folder = ''
  let database: FreshDatabase | undefined
  let kills: (string | null)[]
  let after: { moved?: string; told: string[] }
  let deeds: string[]
  const deedsOf = (kind: string) => deeds.filter((line) => line.startsWith(`${kind} `))

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bellhop-approvals-'))
    database = databaseUrl ? await freshDatabase() : undefined
    const place = database ? { databaseUrl: database.url } : { dataDir: join(folder, 'data') }
    const given = { place, outside: join(folder, 'outside') }
    const first = await run({ ...given, dies: 'queued' })
    const doneBefore = existsSync(given.outside)
    const second = await run({ ...given, dies: 'running' })
    kills = [first.signal, doneBefore ? 'too late' : second.signal]
    after = JSON.parse((await run(given)).out)
    deeds = readFileSync(given.outside, 'utf8').split('\n').filter(Boolean)
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await database?.drop()
  })

  it('was killed twice, first before anything was done', () => {
    expect(kills).toEqual(['SIGKILL', 'SIGKILL'])
  })

  it('is changed once when it is ours to change', () => {
    expect(after.moved).toBe('1')
  })

  it('is done once outside when a key or a look tells', () => {
    expect([deedsOf('keyed').length, deedsOf('lookup').length]).toEqual([1, 1])
    expect(after.told).toEqual(
      expect.arrayContaining([expect.stringMatching(/^keyed done/), expect.stringMatching(/^lookup done before/)]),
    )
  })

  it('is done at most once where nobody can tell, and then said to be unknown', () => {
    expect(deedsOf('never')).toHaveLength(1)
    const unknown = expect.stringMatching(/cannot know whether it happened: I was to .*\. Please check/)
    expect(after.told).toEqual(expect.arrayContaining([unknown]))
  })
})

function run(given: ApprovalChild): Promise<{ out: string; signal: string | null }> {
  const [node, child] = [join(root, 'node_modules/.bin/node'), join(root, 'tests/support/approval-child.ts')]
  return new Promise((resolve, reject) => {
    execFile(node, [child, JSON.stringify(given)], (error, out, err) => {
      const signal = error?.signal ?? null
      if (error && !signal) reject(new Error(`${error.message}\n${err}`))
      else resolve({ out, signal })
    })
  })
}
