// The routes the server brings along: is it alive, is it ready, what do its numbers say.
import { isForwarded } from '../domain/is-forwarded.ts'
import type { Check } from '../ports/health.ts'
import type { Log } from '../ports/log.ts'
import type { Route, RouteAnswer, RouteRequest } from '../ports/route.ts'

export type Watched = {
  health: () => Promise<Check[]>
  readMetrics: () => Promise<{ contentType: string; text: string }>
  isStopping: () => boolean
  log: Log
  /** How long one look at the dependencies is good for, so that asking often costs them nothing. */
  freshMs: number
}

export function ownRoutes(watched: Watched): Route[] {
  const readiness = createReadiness(watched)
  return [
    { method: 'GET', path: '/healthz', handle: async () => json(200, { alive: true }) },
    { method: 'GET', path: '/readyz', handle: readiness },
    {
      method: 'GET',
      path: '/metrics',
      handle: async ({ headers }) => {
        // How much is done here, and with what, is for whoever runs this; a proxy in front passes on what the world asks.
        if (isForwarded(headers)) return { status: 404, body: 'There is nothing at this address.\n' }
        const { contentType, text } = await watched.readMetrics()
        return { status: 200, headers: { 'content-type': contentType }, body: text }
      },
    },
  ]
}

function createReadiness({
  health,
  isStopping,
  log,
  freshMs,
}: Watched): (request: RouteRequest) => Promise<RouteAnswer> {
  let look: Promise<Check[]> | undefined
  let wasReady = true

  return async ({ headers }) => {
    if (isStopping()) return json(503, { ready: false, stopping: true, checks: [] })
    look ??= lookAround()
    const checks = await look
    const ready = isReady(checks)
    return json(ready ? 200 : 503, isForwarded(headers) ? { ready } : { ready, checks })
  }

  async function lookAround(): Promise<Check[]> {
    try {
      const checks = await health()
      note(checks)
      return checks
    } catch (error) {
      log.error({ error }, 'The checks themselves failed.')
      return [{ name: 'checks', ok: false, matters: true, ms: 0, detail: 'The checks themselves failed.' }]
    } finally {
      setTimeout(() => {
        look = undefined
      }, freshMs).unref()
    }
  }

  function note(checks: Check[]): void {
    const failing = checks.filter((check) => !check.ok && check.matters).map((check) => check.name)
    if (wasReady && failing.length > 0) log.warn({ failing }, 'Bellhop is not ready.')
    if (!wasReady && failing.length === 0) log.info({}, 'Bellhop is ready again.')
    wasReady = failing.length === 0
  }
}

function isReady(checks: Check[]): boolean {
  return checks.every((check) => check.ok || !check.matters)
}

function json(status: number, body: unknown): RouteAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: `${JSON.stringify(body)}\n` }
}
