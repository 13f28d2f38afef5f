// What an organisation lets its runs take holds, in every driver this machine has, also where a place was ready before anybody asked.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDockerThere } from '../../scripts/docker.ts'
import type { Sandbox, SandboxLimits } from '../../src/ports/sandbox.ts'
import { findBubblewrap } from '../../src/sandbox/bubblewrap/find-bubblewrap.ts'
import { usualLimits } from '../../src/sandbox/limits.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { createQuietLog, noMetrics } from '../support/quiet.ts'

const hasDocker = await isDockerThere()
const hasBubblewrap = 'driver' in (await findBubblewrap(usualLimits))

const take = (mb: number) => `x = bytearray(b'x') * (${mb} << 20)\nprint(len(x) >> 20)`
const start = (threads: number) => `
import threading, time
try:
    for _ in range(${threads}): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
    print('all')
except RuntimeError: print('not all')`
const write = (mb: number) => `
try:
    with open('big', 'wb') as file:
        for _ in range(${mb}): file.write(b'x' * (1 << 20))
    print('all')
except OSError: print('not all')`
/** How busy it was, of one second. */
const spin = `
import time
end = time.monotonic() + 1
while time.monotonic() < end: pass
print('little' if time.process_time() < 0.6 else 'much')`

describe.each([
  { kind: 'docker', needs: 'Docker', isThere: hasDocker },
  { kind: 'bubblewrap', needs: 'bubblewrap and a cgroup to write to', isThere: hasBubblewrap },
] as const)('what a run may take in $kind', ({ kind, needs, isThere }) => {
  let sandbox: Sandbox

  beforeAll(() => {
    const config = { kind, image: 'bellhop-sandbox', runtime: undefined, dockerHost: undefined }
    sandbox = openSandbox({ config, log: createQuietLog(), metrics: noMetrics, looksAhead: false })
  })
  afterAll(() => sandbox.stop())

  const run = (code: string, limits: Partial<SandboxLimits>) =>
    sandbox.run({ code, limits, owner: 'max', signal: AbortSignal.timeout(60_000) })

  it.skipIf(!isThere)(`is less or more memory than usual (needs ${needs})`, async () => {
    expect(await run(take(700), { memoryMb: 1_024 })).toMatchObject({ outcome: 'done', stdout: '700\n' })
    expect(await run(take(250), {})).toMatchObject({ outcome: 'done', stdout: '250\n' })
    expect(await run(take(250), { memoryMb: 200 })).toMatchObject({ outcome: 'memory' })
  })

  it.skipIf(!isThere)(`is less or more processes than usual (needs ${needs})`, async () => {
    expect(await run(start(80), { pids: 128 })).toMatchObject({ stdout: 'all\n' })
    expect(await run(start(30), { pids: 16 })).toMatchObject({ stdout: 'not all\n' })
  })

  it.skipIf(!isThere)(`is more room on the disk than usual (needs ${needs})`, async () => {
    expect(await run(write(100), { diskMb: 128 })).toMatchObject({ stdout: 'all\n' })
    expect(await run(write(100), {})).toMatchObject({ stdout: 'not all\n' })
  })

  it.skipIf(!isThere)(`is less of the processor than usual (needs ${needs})`, async () => {
    expect(await run(spin, { cpus: 0.2 })).toMatchObject({ outcome: 'done', stdout: 'little\n' })
  })
})
