// The webhook: whoever knows the secret is Telegram; what it brings is stored, and only then acknowledged.
import { timingSafeEqual } from 'node:crypto'
import type { Arrival } from '../../src/domain/arrival.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'
import type { Route, RouteAnswer } from '../../src/ports/route.ts'
import { toArrival } from './to-arrival.ts'

export const webhookPath = '/telegram/webhook'

const secretHeader = 'x-telegram-bot-api-secret-token'

type Options = {
  bot: number
  secret: string
  intake: Intake
  /** Runs after the commit, before the answer; it must not wait for anything. */
  onStored(arrival: Arrival, update: unknown): void
  log: Log
  metrics: Metrics
}

export function createWebhookRoute({ bot, secret, intake, onStored, log, metrics }: Options): Route {
  const expected = Buffer.from(secret)

  function isTelegram(given: string | undefined): boolean {
    if (given === undefined) return false
    const bytes = Buffer.from(given)
    // Of a wrong length it is compared all the same, so that the time tells nothing but the length.
    return (
      timingSafeEqual(bytes.length === expected.length ? bytes : expected, expected) && bytes.length === expected.length
    )
  }

  async function handle({ headers, body }: Parameters<Route['handle']>[0]): Promise<RouteAnswer> {
    if (!isTelegram(headers[secretHeader])) {
      metrics.count('bellhop_arrivals_total', { platform: 'telegram', outcome: 'refused' })
      return { status: 401 }
    }
    const update = parse(body)
    const arrival = toArrival(bot, update, body)
    if (!arrival) {
      log.warn({ bytes: body.length }, 'Telegram sent something that is no update')
      return { status: 400 }
    }
    try {
      await intake.accept(arrival)
    } catch (error) {
      log.warn({ error }, 'an update could not be stored: Telegram will send it again')
      return { status: 503 }
    }
    onStored(arrival, update)
    return { status: 200 }
  }

  return { method: 'POST', path: webhookPath, handle }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
