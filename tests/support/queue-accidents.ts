// What a job queue does when the world ends around it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { swift } from './queue-backends.ts'
import { type QueueTest, recorder, untilStopped } from './queue-test.ts'

export function survivesAccidents(t: QueueTest): void {
  describe('accidents', () => {
    it('hand the job of a killed process to another worker', async () => {
      await t.jobs.enqueue(t.queue, 'orphan')
      await t.closeAll()
      const { address, takeBack } = await t.place.lend()
      const script = fileURLToPath(new URL('../support/queue-child.ts', import.meta.url))
      const child = spawn(process.execPath, [script, JSON.stringify({ address, settings: swift, queue: t.queue })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = await once(child.stdout, 'data')
      expect(String(line)).toBe('orphan\n')
      child.kill('SIGKILL')
      await once(child, 'exit')
      await takeBack()
      const ran = recorder()
      t.jobs = t.open()
      await t.jobs.work(t.queue, 1, ran.run)
      await ran.hasRun('orphan')
    })

    it('that empty the queue stop the runs it forgot, and nothing else', async () => {
      const ran = recorder((job) => (job.id === 'forgotten' ? untilStopped(job) : undefined))
      await t.jobs.work(t.queue, 2, ran.run)
      await t.jobs.enqueue(t.queue, 'forgotten')
      await t.stateIs('forgotten', 'active')
      await t.place.empty()
      await vi.waitFor(() => expect(ran.signals[0]?.reason).toMatchObject({ cause: 'lost' }))
      await t.jobs.enqueue(t.queue, 'fresh')
      await ran.hasRun('forgotten', 'fresh')
      await t.stateIs('fresh', 'done')
    })

    it('that break every connection stop the work only for a moment', async () => {
      const ran = recorder()
      await t.jobs.work(t.queue, 1, ran.run)
      await t.jobs.enqueue(t.queue, 'before')
      await ran.hasRun('before')
      await t.place.cut()
      await vi.waitFor(() => t.jobs.enqueue(t.queue, 'after'), { timeout: 10_000 })
      await ran.hasRun('before', 'after')
    })
  })
}
