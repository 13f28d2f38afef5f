// Slack's rate limits: a bucket for each method and team, and one for each channel that is posted to.
import type { Clock } from '../../ports/clock.ts'

/** Slack's tiers in calls a minute; `posting` is what chat.postMessage has besides its limit per channel. */
const tiers = { 1: 1, 2: 20, 3: 50, 4: 100, posting: 300, free: Number.POSITIVE_INFINITY } as const

export type Tier = keyof typeof tiers

export type Limits = {
  on: boolean
  /** 0 when the call may go on, else the seconds to wait. */
  spend(method: string, tier: Tier, teamId: string): number
  spendChannel(channel: string): number
}

type Bucket = { tokens: number; at: number }

const channelBurst = 3

export function createLimits(clock: Clock, on: boolean): Limits {
  const buckets = new Map<string, Bucket>()

  function spend(key: string, capacity: number, perMs: number): number {
    const now = clock.now()
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now }
    const tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) * perMs)
    if (tokens >= 1 - 1e-9) {
      buckets.set(key, { tokens: tokens - 1, at: now })
      return 0
    }
    buckets.set(key, { tokens, at: now })
    return Math.max(1, Math.ceil((1 - tokens) / perMs / 1000))
  }

  return {
    on,
    spend(method, tier, teamId) {
      const perMinute = tiers[tier]
      if (!this.on || perMinute === Number.POSITIVE_INFINITY) return 0
      return spend(`${teamId} ${method}`, perMinute, perMinute / 60_000)
    },
    spendChannel(channel) {
      return this.on ? spend(`channel ${channel}`, channelBurst, 1 / 1000) : 0
    },
  }
}
