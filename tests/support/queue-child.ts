// A worker in a process of its own, to be killed in the middle of a job: says so when a job has started, and never ends it.
import { createJobQueue } from '../../src/queue/create-job-queue.ts'
import type { QueueSettings } from '../../src/queue/queue-settings.ts'
import { Session } from '../../src/store/embedded/session.ts'
import { openPool, type PoolSource } from '../../src/store/pools.ts'
import type { QueueAddress } from './queue-backends.ts'

const { address, settings, queue } = JSON.parse(process.argv[2] ?? '') as {
  address: QueueAddress
  settings: Partial<QueueSettings>
  queue: string
}

const jobs = await open()
await jobs.work(queue, 1, async (job) => {
  process.stdout.write(`${job.id}\n`)
  await new Promise(() => undefined)
})

async function open() {
  if (address.kind === 'redis')
    return createJobQueue({ kind: 'redis', url: address.url }, { ...settings, prefix: address.prefix })
  const source: PoolSource =
    address.kind === 'postgres'
      ? address
      : { kind: 'embedded', session: await Session.open({ dataDir: address.dataDir }) }
  const pool = openPool(source, { max: 6, role: 'bellhop_platform', searchPath: 'bullmq,public' })
  return createJobQueue({ kind: 'postgres', pool }, settings)
}
