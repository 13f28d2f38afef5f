// What became of one request to the app.
export type Reply =
  | { outcome: 'answered'; status: number; headers: Record<string, string | undefined>; body: string }
  | { outcome: 'failed'; reason: FailureReason }

/** Slack's own words for why a delivery failed. */
export type FailureReason =
  | 'http_timeout'
  | 'too_many_redirects'
  | 'connection_failed'
  | 'ssl_error'
  | 'unknown_error'
  | 'timeout'

export function isTaken(reply: Reply): boolean {
  return reply.outcome === 'answered' && reply.status >= 200 && reply.status < 300
}

/** How the journal says it. */
export function sayOutcome(reply: Reply): string {
  return reply.outcome === 'answered' ? String(reply.status) : reply.reason
}
