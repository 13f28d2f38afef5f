// Hostile code, run for real in every driver this machine has: it reaches nothing, and whoever comes next is served.
import { createServer, type Server } from 'node:net'
import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDockerThere } from '../../scripts/docker.ts'
import type { Sandbox, SandboxRun } from '../../src/ports/sandbox.ts'
import { findBubblewrap } from '../../src/sandbox/bubblewrap/find-bubblewrap.ts'
import { usualLimits } from '../../src/sandbox/limits.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { createQuietLog, noMetrics } from '../support/quiet.ts'
import { attacks } from '../support/sandbox-attacks.ts'
import { networkAttack, probes } from '../support/sandbox-probes.ts'

const cores = availableParallelism()
const hasDocker = await isDockerThere()

const hasBubblewrap = 'driver' in (await findBubblewrap(usualLimits))

/** Bubblewrap shows the kernel's own files and the programs of the machine: what they would give is refused elsewhere. */
const drivers = [
  { kind: 'docker', needs: 'Docker', isThere: hasDocker, isMasked: true },
  { kind: 'bubblewrap', needs: 'bubblewrap and a cgroup to write to', isThere: hasBubblewrap, isMasked: false },
] as const

for (const { kind, needs, isThere, isMasked } of drivers)
  describe.skipIf(!isThere)(`hostile code in ${kind} (needs ${needs})`, () => {
    let sandbox: Sandbox
    let server: Server
    let visits = 0

    beforeAll(async () => {
      sandbox = openSandbox({ ...options(kind), atOnce: 2, ready: 2 })
      server = createServer((socket) => {
        visits++
        socket.destroy()
      })
      await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
      expect(await sandbox.status()).toMatchObject({ kind })
    })

    afterAll(async () => {
      server.close()
      await sandbox.stop()
    })

    const run = (code: string, wallMs = 10_000): Promise<SandboxRun> =>
      sandbox.run({
        code: isMasked ? code : code.replace('masked = True', 'masked = False'),
        owner: 'mallory',
        signal: AbortSignal.timeout(60_000),
        limits: { wallMs },
      })

    it('cannot reach a network, a metadata address, a name server or the host', async () => {
      const attack = networkAttack(portOf(server))
      attack.sees(await run(attack.code, attack.wallMs))
      expect(visits).toBe(0)
    })

    it.for([...probes, ...attacks])('cannot $name', async ({ code, wallMs, sees }) => {
      sees(await run(code, wallMs))
    })

    it.skipIf(cores === 1)('leaves a core to everybody else, whatever it asks for', async () => {
      const { stdout } = await run(`
import os
try: os.sched_setaffinity(0, range(${cores}))
except OSError: pass
print(len(os.sched_getaffinity(0)))`)
      expect(stdout).toBe(`${cores - 1}\n`)
    })

    it.runIf(kind === 'docker')('ends when it runs out of memory again and again', async () => {
      const ended = await run(
        `
import os
while True:
    if os.fork() == 0:
        x = []
        while True: x.append(bytearray(b'x') * (16 << 20))
    os.wait()`,
        50_000,
      )
      expect(ended.outcome).toBe('memory')
    })

    it('finds nothing of an earlier run', async () => {
      await run('open("secret.txt", "w").write("x"); open("/job/tmp/secret", "w").write("x")')
      const { stdout } = await run(
        'import os\nprint(sorted(os.listdir(".") + os.listdir("/job/tmp") + os.listdir("/job/out")))',
      )
      expect(stdout).toBe('[]\n')
    })

    it('leaves the next run as good as the first', async () => {
      expect(await run('print(6 * 7)')).toMatchObject({ outcome: 'done', stdout: '42\n', stderr: '', artifacts: [] })
    })
  })

function options(kind: 'docker' | 'bubblewrap') {
  const config = { kind, image: 'bellhop-sandbox', runtime: undefined, dockerHost: undefined }
  return { config, log: createQuietLog(), metrics: noMetrics, looksAhead: false }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
