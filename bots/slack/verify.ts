// Whether a request comes from Slack: its signature over the raw bytes, made within five minutes of now, in either direction.
import { timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../src/domain/secret.ts'
import type { RouteRequest } from '../../src/ports/route.ts'
import { createHexMac } from './hex-mac.ts'

export type Verify = (request: Pick<RouteRequest, 'headers' | 'body'>, now: number) => boolean

const toleranceSeconds = 5 * 60

export function createVerify(signingSecret: Secret): Verify {
  const macOf = createHexMac(Buffer.from(signingSecret.reveal()))

  return ({ headers, body }, now) => {
    const timestamp = headers['x-slack-request-timestamp'] ?? ''
    const signature = headers['x-slack-signature'] ?? ''
    if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false
    if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return false
    return timingSafeEqual(Buffer.from(`v0=${macOf(`v0:${timestamp}:`, body)}`), Buffer.from(signature))
  }
}
