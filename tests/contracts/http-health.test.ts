// What the server says about itself: alive, ready, and its numbers.
import { describe, expect, it } from 'vitest'
import { BellhopError } from '../../src/domain/errors.ts'
import { checkAll } from '../../src/http/check-all.ts'
import { createMetrics } from '../../src/http/create-metrics.ts'
import type { Check } from '../../src/ports/health.ts'
import { get, openHttpServer } from '../support/open-http-server.ts'
import { soon } from '../support/soon.ts'

const fine: Check = { name: 'database', ok: true, matters: true, ms: 2, detail: 'PostgreSQL 17' }
const asleep: Check = { name: 'model', ok: false, matters: false, ms: 9, detail: 'It does not answer.' }
const gone: Check = { ...fine, ok: false, detail: 'It does not answer.' }

describe('/readyz', () => {
  it('is 200 while everything that matters is well, and shows each dependency', async () => {
    const server = await openHttpServer([], { health: async () => [fine, asleep] })
    const response = await fetch(`${server.url}/readyz`)
    expect([response.status, await response.json()]).toEqual([200, { ready: true, checks: [fine, asleep] }])
    await server.close()
  })

  it('is 503 when something that matters is not, while /healthz stays 200; both turns are logged once', async () => {
    let checks = [gone]
    let asked = 0
    const health = async () => {
      asked++
      return checks
    }
    const server = await openHttpServer([], { health, limits: { freshMs: 5 } })
    const response = await fetch(`${server.url}/readyz`)
    expect([response.status, await response.json()]).toEqual([503, { ready: false, checks: [gone] }])
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await soon(async () => {
      expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
      expect(asked).toBeGreaterThan(1)
    })
    checks = [fine]
    await soon(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(200))
    expect(server.logged().map((line) => line.message)).toEqual(['Bellhop is not ready.', 'Bellhop is ready again.'])
    await server.close()
  })

  it('is 503 when the checks themselves fail', async () => {
    const server = await openHttpServer([], { health: () => Promise.reject(new Error('postgresql://u:p@db')) })
    const response = await fetch(`${server.url}/readyz`)
    expect([response.status, (await response.text()).includes('postgresql')]).toEqual([503, false])
    await server.close()
  })

  it('asks the dependencies once however many ask', async () => {
    let asked = 0
    const health = async () => [{ ...fine, ms: ++asked }]
    const server = await openHttpServer([], { health, limits: { freshMs: 600_000 } })
    await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${server.url}/readyz`).then((response) => response.text())),
    )
    expect(asked).toBe(1)
    await server.close()
  })

  it('asks them again after a while', async () => {
    let asked = 0
    const health = async () => [{ ...fine, ms: ++asked }]
    const server = await openHttpServer([], { health, limits: { freshMs: 5 } })
    await soon(async () => {
      await (await fetch(`${server.url}/readyz`)).text()
      expect(asked).toBeGreaterThan(1)
    })
    await server.close()
  })
})

describe('checking the dependencies', () => {
  it('times each, waits for none beyond the deadline, and keeps what a vendor said to itself', async () => {
    const checks = await checkAll(
      [
        { name: 'database', matters: true, ask: async () => ({ ok: true, detail: 'embedded' }) },
        { name: 'queue', matters: true, ask: () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:6379')) },
        { name: 'slack', matters: false, ask: () => Promise.reject(new BellhopError('unavailable', 'Slack is away.')) },
        { name: 'model', matters: false, ask: () => new Promise(() => undefined) },
      ],
      20,
    )
    expect(checks).toEqual([
      { name: 'database', matters: true, ok: true, ms: expect.any(Number), detail: 'embedded' },
      { name: 'queue', matters: true, ok: false, ms: expect.any(Number), detail: 'It does not answer.' },
      { name: 'slack', matters: false, ok: false, ms: expect.any(Number), detail: 'Slack is away.' },
      { name: 'model', matters: false, ok: false, ms: expect.any(Number), detail: 'No answer within 20 ms.' },
    ])
    expect(checks[3]?.ms).toBeGreaterThanOrEqual(19)
  })
})

describe.each([
  ['x-forwarded-for', '203.0.113.9'],
  ['Forwarded', 'for=203.0.113.9'],
  ['Via', '1.1 proxy'],
])('a request that a proxy passed on, as %s says', (name, value) => {
  it('hears whether we are ready and alive, and nothing of numbers and dependencies', async () => {
    const server = await openHttpServer([], { health: async () => [fine, asleep] })
    const ask = async (path: string) => {
      const response = await fetch(`${server.url}${path}`, { headers: { [name]: value } })
      return [response.status, await response.text()]
    }
    expect(await ask('/healthz')).toEqual([200, '{"alive":true}\n'])
    expect(await ask('/readyz')).toEqual([200, '{"ready":true}\n'])
    expect(await ask('/metrics')).toEqual([404, 'There is nothing at this address.\n'])
    await server.close()
  })
})

describe('/metrics', () => {
  it('counts requests by route, never by what stood in the address', async () => {
    const server = await openHttpServer([get('/link/:token', async () => ({ status: 200 }))])
    await fetch(`${server.url}/link/planted-token?secret=planted`)
    await fetch(`${server.url}/link/planted-other`)
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toContain('bellhop_http_seconds_count{route="/link/:token",method="GET",status="200"} 2')
    expect(text).not.toContain('planted')
    await server.close()
  })

  it('shows the process and its event loop beside our own numbers', async () => {
    const metrics = createMetrics()
    metrics.count('bellhop_arrivals_total', { platform: 'slack', outcome: 'stored' })
    metrics.count('bellhop_arrivals_total', { platform: 'slack', outcome: 'stored' }, 2)
    for (const seconds of [0.02, 0.3, 99]) metrics.observe('bellhop_send_seconds', { platform: 'slack' }, seconds)
    metrics.gauge('bellhop_waiting', { what: 'events' }, 5)
    metrics.gauge('bellhop_waiting', { what: 'events' }, 4)
    const { contentType, text } = await metrics.read()
    expect(contentType).toMatch(/^text\/plain/)
    expect(text).toContain('bellhop_arrivals_total{platform="slack",outcome="stored"} 3')
    const histogram = text
      .split('\n')
      .filter((line) => /^bellhop_send_seconds.*(le="(0.01|0.025|0.5|30|\+Inf)"|sum|count)/.test(line))
    expect(histogram.map((line) => line.replace('bellhop_send_seconds_', ''))).toEqual([
      'bucket{le="0.01",platform="slack"} 0',
      'bucket{le="0.025",platform="slack"} 1',
      'bucket{le="0.5",platform="slack"} 2',
      'bucket{le="30",platform="slack"} 2',
      'bucket{le="+Inf",platform="slack"} 3',
      'sum{platform="slack"} 99.32',
      'count{platform="slack"} 3',
    ])
    expect(text).toContain('bellhop_waiting{what="events"} 4')
    expect(text).toMatch(/^process_cpu_seconds_total \d/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds \d/m)
  })

  it('stays small when ids stray into a label', async () => {
    const metrics = createMetrics()
    for (let id = 0; id < 2_000; id++) metrics.count('bellhop_jobs_total', { queue: `t${id}`, outcome: 'ok' })
    const { text } = await metrics.read()
    expect(text.match(/^bellhop_jobs_total\{/gm)?.length).toBeLessThan(400)
    expect(text).toContain('bellhop_jobs_total{queue="other",outcome="other"} 1700')
  })

  it('knows only the numbers that were agreed on', () => {
    const count = createMetrics().count as (name: string, labels: Record<string, string>) => void
    expect(() => count('bellhop_typo_total', {})).toThrow(/no metric bellhop_typo_total/)
  })
})
