// What a job queue does by the clock.
import { describe, expect, it, vi } from 'vitest'
import { scheduledRunId } from '../../src/queue/job-ids.ts'
import { type QueueTest, recorder } from './queue-test.ts'
import { soon } from './soon.ts'

export function followsSchedules(t: QueueTest): void {
  describe('schedules', () => {
    it('run at each tick with an id of their own, until they are removed', async () => {
      const ran = recorder()
      await t.jobs.work(t.queue, 1, ran.run)
      await t.jobs.schedule(t.queue, 'tick', '* * * * * *', 'UTC')
      await soon(() => expect(ran.ids.length).toBeGreaterThanOrEqual(2))
      await t.jobs.unschedule(t.queue, 'tick')
      await t.jobs.enqueue(t.queue, 'last')
      await soon(() => expect(ran.ids).toContain('last'))
      const [first = '', second = ''] = ran.ids
      expect(timeOf(second)).toBeGreaterThan(timeOf(first))
      expect(timeOf(second) % 1000).toBe(0)
      const twoTicksLater = Date.now() + 2000
      await soon(() => expect(Date.now()).toBeGreaterThan(twoTicksLater))
      expect(ran.ids.at(-1)).toBe('last')
    })

    it.each([
      ['before the clocks go forward', '2027-03-27T12:00:00Z', 'Europe/Berlin', '2027-03-28T07:00:00Z'],
      ['before they go back', '2027-10-30T12:00:00Z', 'Europe/Berlin', '2027-10-31T08:00:00Z'],
      ['on an ordinary day elsewhere', '2027-07-01T12:00:00Z', 'Asia/Kolkata', '2027-07-02T03:30:00Z'],
    ])('follow the clock on the wall: %s', async (_, now, zone, next) => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) })
      await t.jobs.schedule(t.queue, 'nine sharp', '0 9 * * *', zone)
      expect(await t.jobs.state(t.queue, scheduledRunId('nine sharp', Date.parse(next)))).toBe('delayed')
    })

    it('are replaced when made again under the same name', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-07-01T12:00:00Z') })
      await t.jobs.schedule(t.queue, 'report', '0 9 * * *', 'UTC')
      await t.jobs.schedule(t.queue, 'report', '0 10 * * *', 'UTC')
      const runAt = (time: string) => t.jobs.state(t.queue, scheduledRunId('report', Date.parse(time)))
      expect(await runAt('2027-07-02T09:00:00Z')).toBe('unknown')
      expect(await runAt('2027-07-02T10:00:00Z')).toBe('delayed')
    })

    it('keep a run that fell due while nobody worked, when made again unchanged', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-07-01T08:59:00Z') })
      await t.jobs.schedule(t.queue, 'report', '0 9 * * *', 'UTC')
      vi.setSystemTime(new Date('2027-07-01T09:05:00Z'))
      await t.jobs.schedule(t.queue, 'report', '0 9 * * *', 'UTC')
      const ran = recorder()
      await t.jobs.work(t.queue, 1, ran.run)
      await ran.hasRun(scheduledRunId('report', Date.parse('2027-07-01T09:00:00Z')))
    })

    it('are there again when made again after the queue was emptied', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-07-01T08:00:00Z') })
      await t.jobs.schedule(t.queue, 'report', '0 9 * * *', 'UTC')
      await t.place.empty()
      await t.jobs.schedule(t.queue, 'report', '0 9 * * *', 'UTC')
      const next = scheduledRunId('report', Date.parse('2027-07-01T09:00:00Z'))
      expect(await t.jobs.state(t.queue, next)).toBe('delayed')
    })

    it('are refused with a reason when nobody could follow them', async () => {
      const invalid = { code: 'invalid' }
      await expect(t.jobs.schedule(t.queue, 'bad', 'at nine', 'UTC')).rejects.toMatchObject(invalid)
      await expect(t.jobs.schedule(t.queue, 'bad', '', 'UTC')).rejects.toMatchObject(invalid)
      await expect(t.jobs.schedule(t.queue, 'bad', '0 9 * * *', 'Berlin/Europe')).rejects.toMatchObject(invalid)
    })

    it('go on after one of their runs was cancelled', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-07-01T08:59:59.900Z') })
      await t.jobs.schedule(t.queue, 'daily', '0 9 * * *', 'UTC')
      const today = scheduledRunId('daily', Date.parse('2027-07-01T09:00:00Z'))
      expect(await t.jobs.cancel(t.queue, today)).toBe(true)
      vi.setSystemTime(new Date('2027-07-01T09:00:01Z'))
      const ran = recorder()
      await t.jobs.work(t.queue, 1, ran.run)
      await t.stateIs(today, 'failed')
      expect(await t.jobs.state(t.queue, scheduledRunId('daily', Date.parse('2027-07-02T09:00:00Z')))).toBe('delayed')
      expect(ran.ids).toEqual([])
    })
  })
}

function timeOf(scheduledId: string): number {
  return Number(scheduledId.split(':').at(-1))
}
