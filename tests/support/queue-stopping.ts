// What a job queue does when it is told to stop.
import { describe, expect, it } from 'vitest'
import { type QueueTest, recorder, untilStopped } from './queue-test.ts'

export function stops(t: QueueTest): void {
  describe('cancelling', () => {
    it('keeps a job that waits from ever running', async () => {
      const ran = recorder()
      await t.jobs.enqueue(t.queue, 'unwanted')
      await t.jobs.enqueue(t.queue, 'unwanted later', { delayMs: 60_000 })
      expect(await t.jobs.cancel(t.queue, 'unwanted')).toBe(true)
      expect(await t.jobs.cancel(t.queue, 'unwanted later')).toBe(true)
      await t.jobs.work(t.queue, 1, ran.run)
      await t.jobs.enqueue(t.queue, 'wanted')
      await ran.hasRun('wanted')
    })

    it('tells a run in another process to stop, and does not try it again', async () => {
      const ran = recorder((job) => untilStopped(job))
      await t.open().work(t.queue, 1, ran.run)
      await t.jobs.enqueue(t.queue, 'long', { attempts: 3, backoffMs: 60_000 })
      await t.stateIs('long', 'active')
      expect(await t.jobs.cancel(t.queue, 'long')).toBe(true)
      await t.stateIs('long', 'failed')
      await ran.hasRun('long')
      expect(ran.signals[0]?.reason).toMatchObject({ code: 'conflict', cause: 'cancelled' })
    })

    it('reaches a run in the same process at once', async () => {
      const here = t.open({ cancelMs: 60_000 })
      await here.work(t.queue, 1, (job) => untilStopped(job))
      await here.enqueue(t.queue, 'long')
      await t.stateIs('long', 'active')
      await here.cancel(t.queue, 'long')
      await t.stateIs('long', 'failed')
    })

    it('says no when there is nothing to cancel', async () => {
      const ran = recorder()
      await t.jobs.work(t.queue, 1, ran.run)
      await t.jobs.enqueue(t.queue, 'quick')
      await t.stateIs('quick', 'done')
      expect(await t.jobs.cancel(t.queue, 'quick')).toBe(false)
      expect(await t.jobs.cancel(t.queue, 'never heard of')).toBe(false)
    })
  })

  describe('closing', () => {
    it('waits for active jobs, and takes no new ones', async () => {
      const gate = Promise.withResolvers<void>()
      const ran = recorder(() => gate.promise)
      const worker = await t.open({ closeMs: 30_000 }).work(t.queue, 1, ran.run)
      await t.jobs.enqueue(t.queue, 'active')
      await t.jobs.enqueue(t.queue, 'next')
      await t.stateIs('active', 'active')
      const closed = worker.close()
      gate.resolve()
      await closed
      expect(await t.jobs.state(t.queue, 'active')).toBe('done')
      expect(await t.jobs.state(t.queue, 'next')).toBe('waiting')
      expect(ran.signals[0]?.aborted).toBe(false)
    })

    it('stops a run that takes too long and gives its job back', async () => {
      const stubborn = recorder(() => new Promise(() => undefined))
      const worker = await t.jobs.work(t.queue, 1, stubborn.run)
      await t.jobs.enqueue(t.queue, 'endless')
      await t.stateIs('endless', 'active')
      await worker.close()
      expect(stubborn.signals[0]?.reason).toMatchObject({ code: 'unavailable', cause: 'closing' })
      expect(await t.jobs.state(t.queue, 'endless')).toBe('waiting')
      const ran = recorder()
      await t.jobs.work(t.queue, 1, ran.run)
      await ran.hasRun('endless')
    })

    it('gives the job of an obedient run back too, with its tries unspent', async () => {
      const worker = await t.jobs.work(t.queue, 1, (job) => untilStopped(job))
      await t.jobs.enqueue(t.queue, 'obedient')
      await t.stateIs('obedient', 'active')
      await worker.close()
      const attempts: number[] = []
      await t.jobs.work(t.queue, 1, async (job) => void attempts.push(job.attempt))
      await t.stateIs('obedient', 'done')
      expect(attempts).toEqual([1])
    })
  })
}
