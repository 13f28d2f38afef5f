import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JobQueue } from '../../src/ports/job-queue.ts'
import type { QueueConnection } from '../../src/queue/backend.ts'
import { createJobQueue } from '../../src/queue/create-job-queue.ts'
import { scheduledRunId } from '../../src/queue/job-ids.ts'
import { prepareQueueSchema } from '../../src/queue/prepare-queue-schema.ts'
import { openPool } from '../../src/store/pools.ts'
import { openPglite, queuePool, swift } from '../support/queue-backends.ts'
import { recorder } from '../support/queue-test.ts'
import { soon } from '../support/soon.ts'

// Port 1 on this machine: nothing listens there.
const nowhere: Record<string, () => QueueConnection> = {
  Redis: () => ({ kind: 'redis', url: 'redis://127.0.0.1:1' }),
  PostgreSQL: () => ({ kind: 'postgres', pool: new pg.Pool({ connectionString: 'postgres://127.0.0.1:1/nowhere' }) }),
}

describe.each(Object.entries(nowhere))('a job queue whose %s does not answer', (_, connection) => {
  const queue = createJobQueue(connection(), { answerMs: 300 })
  const unavailable = { code: 'unavailable', nextStep: expect.stringContaining('Try again') }
  afterAll(() => queue.close())

  it.each<[string, () => Promise<unknown>]>([
    ['enqueue', () => queue.enqueue('mail', 'one')],
    ['work', () => queue.work('mail', 1, async () => undefined)],
    ['schedule', () => queue.schedule('mail', 'daily', '0 9 * * *', 'UTC')],
    ['cancel', () => queue.cancel('mail', 'one')],
    ['state', () => queue.state('mail', 'one')],
    ['ping', () => queue.ping()],
  ])('says so on %s instead of hanging', async (_, act) => {
    await expect(act()).rejects.toMatchObject(unavailable)
  })

  it('closes all the same', async () => {
    await queue.enqueue('mail', 'two').catch(() => undefined)
    await expect(queue.close()).resolves.toBeUndefined()
  })
})

describe('a job queue on a database', () => {
  let place: Awaited<ReturnType<typeof openPglite>>
  const pools: pg.Pool[] = []
  const queues: JobQueue[] = []
  beforeAll(async () => {
    place = await openPglite()
  })
  afterEach(async () => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    await Promise.all(queues.splice(0).map((queue) => queue.close()))
    await Promise.all(pools.splice(0).map((pool) => pool.end()))
  })
  afterAll(() => place.close())

  function openQueue(pool: pg.Pool): JobQueue {
    const queue = createJobQueue({ kind: 'postgres', pool }, swift)
    pools.push(pool)
    queues.push(queue)
    return queue
  }

  it('refuses a worker that would take the last connection of the pool', async () => {
    const pool = openPool(place.source, { max: 2, role: 'bellhop_platform', searchPath: 'bullmq,public' })
    const queue = openQueue(pool)
    await queue.work('a', 1, async () => undefined)
    await expect(queue.work('b', 1, async () => undefined)).rejects.toMatchObject({
      code: 'internal',
      nextStep: 'Open it with at least 6 connections.',
    })
  })

  it('asks a database that only fails again after a pause, and goes on when it works', async () => {
    const pool = queuePool(place.source)
    const queue = openQueue(pool)
    const ran = recorder()
    await queue.work('pausing', 1, ran.run)
    const failing = vi.spyOn(pool, 'query').mockImplementation(() => Promise.reject(new Error('out of order')))
    const claims = () => failing.mock.calls.filter(([text]) => String(text).includes('move_to_active')).length
    const from = Date.now()
    await soon(() => expect(claims()).toBeGreaterThanOrEqual(4))
    expect(Date.now() - from).toBeGreaterThanOrEqual(3 * (swift.retryMs ?? 0))
    failing.mockRestore()
    await queue.enqueue('pausing', 'one')
    await ran.hasRun('one')
  })

  it('mends a schedule that has lost its next run when it is made again', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-07-01T08:00:00Z') })
    const pool = queuePool(place.source)
    const queue = openQueue(pool)
    await queue.schedule('reports', 'daily', '0 9 * * *', 'UTC')
    await pool.query('delete from bullmq.job')
    await queue.schedule('reports', 'daily', '0 9 * * *', 'UTC')
    const next = scheduledRunId('daily', Date.parse('2027-07-01T09:00:00Z'))
    expect(await queue.state('reports', next)).toBe('delayed')
  })

  it('works as soon as its schema is there, and may prepare it again at every start', async () => {
    const owner = openPool(place.source, { max: 1 })
    pools.push(owner)
    await owner.query('drop schema bullmq cascade')
    const queue = openQueue(queuePool(place.source))
    await expect(queue.enqueue('early', 'one')).rejects.toMatchObject({ code: 'unavailable' })
    for (let start = 0; start < 2; start++) {
      const client = await owner.connect()
      await prepareQueueSchema(client)
      client.release()
    }
    await queue.enqueue('early', 'one')
    expect(await queue.state('early', 'one')).toBe('waiting')
  })
})
