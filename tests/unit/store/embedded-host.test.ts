import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, it } from 'vitest'
import { type FromHost, pickFrames, simpleQuery } from '../../../src/store/embedded/protocol.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-host-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

it('goes on answering when it has answered more than its memory holds', async () => {
  const host = new Worker(new URL('../../../src/store/embedded/host.ts', import.meta.url), {
    workerData: { dataDir },
    resourceLimits: { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 },
  })
  await once(host, 'message')
  const ask = async (sql: string) => {
    host.postMessage({ kind: 'run', bytes: simpleQuery(sql) })
    const [answer] = (await once(host, 'message')) as [FromHost & { kind: 'ran' }]
    return Buffer.from(answer.bytes)
  }
  for (let asked = 0; asked < 100; asked++) {
    const rows = pickFrames(await ask("select repeat('x', 1000000)"), (type) => type === 'D')
    expect(rows.map((row) => row.length)).toEqual([1_000_011])
  }
  await host.terminate()
})
