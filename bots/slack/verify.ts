// Whether a request comes from Slack: its signature over the raw bytes, made within five minutes of now, in either direction.
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../src/domain/secret.ts'
import type { RouteRequest } from '../../src/ports/route.ts'

export type Verify = (request: Pick<RouteRequest, 'headers' | 'body'>, now: number) => boolean

const toleranceSeconds = 5 * 60

export function createVerify(signingSecret: Secret): Verify {
  const key = createSecretKey(Buffer.from(signingSecret.reveal()))

  return ({ headers, body }, now) => {
    const timestamp = headers['x-slack-request-timestamp'] ?? ''
    const signature = headers['x-slack-signature'] ?? ''
    if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false
    if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return false
    const expected = createHmac('sha256', key).update(`v0:${timestamp}:`).update(body).digest()
    return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'))
  }
}
