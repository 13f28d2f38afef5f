// What a job queue does when the world ends around it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { swift } from './queue-backends.ts'
import { type QueueTest, recorder, untilStopped } from './queue-test.ts'
import { soon } from './soon.ts'

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
      const ended = once(child, 'exit')
      const [said] = await Promise.race([once(child.stdout, 'data'), ended])
      expect(String(said)).toBe('orphan\n')
      child.kill('SIGKILL')
      await ended
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
      await soon(() => expect(ran.signals[0]?.reason).toMatchObject({ cause: 'lost' }))
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
      await soon(() => t.jobs.enqueue(t.queue, 'after'))
      await ran.hasRun('before', 'after')
    })
  })
}
