// What the end of a call means for the outbox.
import type { Sent } from '../../src/ports/chat-platform.ts'
import type { Called } from './slack-api.ts'

/** Slack says no, though part of it may have happened. */
const halfDone = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])

/** Somebody has to put a good token in; until then it waits. */
const badToken = new Set(['invalid_auth', 'not_authed', 'token_expired'])

/** Refusals of a place, not of what is said there: another way may be open. */
const wrongWays = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'thread_not_found',
  'user_not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'used_url',
  'expired_url',
  'foreign_url',
])

const badBlocks = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'only_one_table_allowed',
  'invalid_attachments',
])

export function outcomeOf(called: Exclude<Called, { kind: 'ok' }>): Sent {
  switch (called.kind) {
    case 'limited':
      return { outcome: 'later', afterMs: called.afterMs, scope: 'conversation' }
    case 'unsent':
      return { outcome: 'retry', reason: called.reason }
    case 'lost':
      return { outcome: 'unknown', reason: called.reason }
    case 'error':
      if (halfDone.has(called.error)) return { outcome: 'unknown', reason: called.error }
      if (badToken.has(called.error)) return { outcome: 'retry', reason: called.error }
      return { outcome: 'refused', reason: called.error }
  }
}

export function isWrongWay(called: Called): called is Extract<Called, { kind: 'error' }> {
  return called.kind === 'error' && (wrongWays.has(called.error) || called.error === 'status 404')
}

export function isBadBlocks(called: Called): boolean {
  return called.kind === 'error' && badBlocks.has(called.error)
}
