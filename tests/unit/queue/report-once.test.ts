import { afterEach, expect, it, vi } from 'vitest'
import { reportOnce } from '../../../src/queue/report-once.ts'

afterEach(() => void vi.useRealTimers())

it('reports the same trouble of the same queue once in ten seconds', () => {
  vi.useFakeTimers()
  const heard: string[] = []
  const report = reportOnce((error, queue) => heard.push(`${queue}: ${(error as Error).message}`))
  const away = () => new Error('away')
  report(away(), 'mail')
  report(away(), 'mail')
  report(away(), 'builds')
  report(new Error('full'), 'mail')
  vi.advanceTimersByTime(9999)
  report(away(), 'mail')
  expect(heard).toEqual(['mail: away', 'builds: away', 'mail: full'])
  vi.advanceTimersByTime(1)
  report(away(), 'mail')
  expect(heard.at(-1)).toBe('mail: away')
  expect(heard).toHaveLength(4)
})

it('keeps the connection that an error carries to itself', () => {
  const heard: unknown[] = []
  const error = Object.assign(new Error('terminated'), { code: '57P01', client: { host: 'db.internal' } })
  reportOnce((reported) => heard.push(reported))(error, 'mail')
  expect(heard).toEqual([error])
  expect(Object.keys(error)).toEqual(['code'])
})
