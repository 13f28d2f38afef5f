// What a job queue does on an ordinary day.
import { expect, it, vi } from 'vitest'
import { type QueueTest, recorder } from './queue-test.ts'
import { soon } from './soon.ts'

export function runsJobs(t: QueueTest): void {
  it('runs what was enqueued, before and after the worker came', async () => {
    const ran = recorder()
    await t.jobs.enqueue(t.queue, 'early')
    await t.jobs.work(t.queue, 1, ran.run)
    await t.jobs.enqueue(t.queue, 'late')
    await ran.hasRun('early', 'late')
    await t.stateIs('early', 'done')
  })

  it('takes any text as an id', async () => {
    const ran = recorder()
    const ids = ['slack:T1:C1', '42', '-7', 'é ü/%41', 'a\0b']
    for (const id of ids) await t.jobs.enqueue(t.queue, id)
    await t.jobs.work(t.queue, 1, ran.run)
    await ran.hasRun(...ids)
  })

  it('runs the same id once, however often and by whomever it is enqueued', async () => {
    const ran = recorder()
    await t.jobs.work(t.queue, 4, ran.run)
    const other = t.open()
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? t.jobs : other).enqueue(t.queue, 'same')))
    await t.stateIs('same', 'done')
    await t.jobs.enqueue(t.queue, 'same')
    await t.jobs.enqueue(t.queue, 'after')
    await ran.hasRun('same', 'after')
  })

  it('runs an id again that was enqueued again after it failed', async () => {
    const ran = recorder(async (_job, times) => {
      if (times === 1) throw new Error('not yet')
    })
    await t.jobs.work(t.queue, 1, ran.run)
    await t.jobs.enqueue(t.queue, 'again')
    await t.stateIs('again', 'failed')
    await t.jobs.enqueue(t.queue, 'again')
    await t.stateIs('again', 'done')
  })

  it('runs as many jobs at once as it may, and not one more', async () => {
    const gate = Promise.withResolvers<void>()
    let now = 0
    let most = 0
    const ran = recorder(async () => {
      most = Math.max(most, ++now)
      if (now === 3) gate.resolve()
      await gate.promise
      await new Promise(setImmediate)
      now--
    })
    await t.jobs.work(t.queue, 3, ran.run)
    const ids = Array.from({ length: 9 }, (_, n) => `job-${n}`)
    await Promise.all(ids.map((id) => t.jobs.enqueue(t.queue, id)))
    await ran.hasRun(...ids)
    expect(most).toBe(3)
  })

  it('tries again after growing pauses, then gives up', async () => {
    const at: number[] = []
    const attempts: number[] = []
    await t.jobs.work(t.queue, 1, async (job) => {
      at.push(Date.now())
      attempts.push(job.attempt)
      throw new Error('no luck')
    })
    await t.jobs.enqueue(t.queue, 'luckless', { attempts: 3, backoffMs: 100 })
    await t.stateIs('luckless', 'failed')
    const [first = 0, second = 0, third = 0] = at
    expect(attempts).toEqual([1, 2, 3])
    expect(second - first).toBeGreaterThanOrEqual(100)
    expect(third - second).toBeGreaterThanOrEqual(200)
  })

  it('starts a delayed job when its time has come', async () => {
    const ran = recorder()
    await t.jobs.work(t.queue, 1, ran.run)
    await t.jobs.enqueue(t.queue, 'much later', { delayMs: 600_000 })
    expect(await t.jobs.state(t.queue, 'much later')).toBe('delayed')
    const from = Date.now()
    await t.jobs.enqueue(t.queue, 'later', { delayMs: 400 })
    await t.jobs.enqueue(t.queue, 'now')
    await ran.hasRun('now', 'later')
    expect(Date.now() - from).toBeGreaterThanOrEqual(400)
  })

  it('forgets a job some time after it is done', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const tidy = t.open({ keepDoneSeconds: 60 })
    await tidy.work(t.queue, 1, recorder().run)
    await tidy.enqueue(t.queue, 'old')
    await t.stateIs('old', 'done')
    vi.setSystemTime(Date.now() + 61_000)
    await tidy.enqueue(t.queue, 'new')
    await t.stateIs('new', 'done')
    expect(await tidy.state(t.queue, 'old')).toBe('unknown')
  })

  it('says how far a job is', async () => {
    const gate = Promise.withResolvers<void>()
    await t.jobs.work(t.queue, 1, async (job) => {
      await job.progress(40)
      await gate.promise
    })
    await t.jobs.enqueue(t.queue, 'slow')
    const other = t.open()
    await soon(async () => expect(await other.progressOf(t.queue, 'slow')).toBe(40))
    expect(await t.jobs.state(t.queue, 'slow')).toBe('active')
    gate.resolve()
    await t.stateIs('slow', 'done')
    expect(await t.jobs.progressOf(t.queue, 'nobody knows')).toBe(0)
    expect(await t.jobs.state(t.queue, 'nobody knows')).toBe('unknown')
  })

  it('answers a ping', async () => {
    await expect(t.jobs.ping()).resolves.toBeUndefined()
  })
}
