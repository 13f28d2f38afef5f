import { describe, expect, it } from 'vitest'
import { startBusyTransactions } from '../support/busy-transactions.ts'
import { survivesAccidents } from '../support/queue-accidents.ts'
import { openPglite, openPostgres, openRedis, type QueuePlace } from '../support/queue-backends.ts'
import { runsJobs } from '../support/queue-running.ts'
import { followsSchedules } from '../support/queue-schedules.ts'
import { stops } from '../support/queue-stopping.ts'
import { type QueueTest, recorder, setUpQueueTest } from '../support/queue-test.ts'

const { TEST_DATABASE_URL: postgres, TEST_REDIS_URL: redis } = process.env

describe.skipIf(postgres)('a job queue on PGlite (npm test)', () => {
  behavesAsJobQueue(openPglite)
})

describe.skipIf(postgres)('a job queue on PGlite, beside busy transactions (npm test)', () => {
  behavesAsJobQueue(async () => {
    const place = await openPglite()
    const busy = await startBusyTransactions(place.source)
    return { ...place, close: () => busy.stop().then(() => place.close()) }
  })

  it('loses no accepted job, runs none twice, and enters no other transaction', async () => {
    const place = await openPglite()
    const busy = await startBusyTransactions(place.source)
    const jobs = place.open()
    const ids = Array.from({ length: 200 }, (_, n) => `job ${n}`)
    const ran = recorder()
    await jobs.work('many', 8, ran.run)
    await Promise.all(ids.map((id) => jobs.enqueue('many', id)))
    await ran.hasRun(...ids)
    await jobs.close()
    const { committed, stored } = await busy.stop()
    expect(committed.length).toBeGreaterThan(20)
    expect(stored).toEqual(committed)
    await place.close()
  })
})

describe.skipIf(!postgres)('a job queue on PostgreSQL (npm run test:services gives TEST_DATABASE_URL)', () => {
  behavesAsJobQueue(() => openPostgres(postgres ?? ''))
})

describe.skipIf(!redis)('a job queue on Valkey (npm run test:services gives TEST_REDIS_URL)', () => {
  behavesAsJobQueue(() => openRedis(redis ?? ''))
})

function behavesAsJobQueue(openPlace: () => Promise<QueuePlace>): QueueTest {
  const t = setUpQueueTest(openPlace)
  runsJobs(t)
  followsSchedules(t)
  stops(t)
  survivesAccidents(t)
  return t
}
