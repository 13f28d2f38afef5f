// Gives what Slack sent its key, which names the thing that happened, and its lane, which keeps the order of a conversation.
import { createHash } from 'node:crypto'
import { type Arrival, controlLaneOf } from '../../src/domain/arrival.ts'
import { type Json, jsonAt, textAt } from './json.ts'
import { slashCommands } from './needs.ts'
import { type Kind, kindOf } from './parse-body.ts'

export function toArrival(body: Json, bytes: Uint8Array, contentType: string): Arrival | undefined {
  const kind = kindOf(body)
  const team = teamOf(body)
  if (!kind || !team) return undefined
  const isControl = isControlOf(kind, body)
  const lane = laneOf(kind, body, team)
  return {
    key: keyOf(kind, body, team) ?? `slack:${createHash('sha256').update(bytes).digest('base64url')}`,
    platform: 'slack',
    workspace: `slack:${team}`,
    lane: isControl ? controlLaneOf(lane) : lane,
    isControl,
    contentType,
    body: bytes,
  }
}

/** The workspace that hears of it, which in shared channels need not be the one it comes from. */
export function teamOf(body: Json): string | undefined {
  if (body.event) {
    return textAt(body, 'context_team_id') ?? textAt(body, 'authorizations', 0, 'team_id') ?? textAt(body, 'team_id')
  }
  const ofOurMessage = body.type === 'block_actions' ? textAt(body, 'message', 'team') : undefined
  return (
    ofOurMessage ??
    textAt(body, 'view', 'app_installed_team_id') ??
    textAt(body, 'team', 'id') ??
    textAt(body, 'team_id') ??
    textAt(body, 'user', 'team_id')
  )
}

function keyOf(kind: Kind, body: Json, team: string): string | undefined {
  const source = `slack:${textAt(body, 'api_app_id') ?? ''}:${team}`
  if (kind === 'event') return `${source}:${eventName(body)}`
  const trigger = textAt(body, 'trigger_id')
  if (trigger) return `${source}:trigger:${trigger}`
  const view = textAt(body, 'view', 'id')
  return view && `${source}:${String(body.type)}:${view}:${textAt(body, 'view', 'hash') ?? ''}`
}

/** One message comes as `app_mention` and as `message`, and sometimes again under a new event id. */
function eventName(body: Json): string {
  const event = jsonAt(body, 'event') ?? {}
  const { type, subtype } = event
  const isAboutMessage = subtype === 'message_changed' || subtype === 'message_deleted' || subtype === 'message_replied'
  if ((type === 'message' && !isAboutMessage) || type === 'app_mention')
    return `${textAt(event, 'channel')}:${textAt(event, 'ts')}`
  const at = textAt(event, 'event_ts') ?? String(body.event_time)
  return [isAboutMessage ? subtype : type, at, ...subjectOf(event)].join(':')
}

function subjectOf(event: Json): string[] {
  const named = ['user', 'channel'].map((name) => textAt(event, name) ?? textAt(event, name, 'id'))
  const touched = [
    textAt(event, 'item', 'channel'),
    textAt(event, 'item', 'ts'),
    textAt(event, 'message', 'ts'),
    textAt(event, 'deleted_ts'),
    textAt(event, 'thread_ts'),
    textAt(event, 'reaction'),
  ]
  return [...named, ...touched].filter((part) => part !== undefined)
}

function laneOf(kind: Kind, body: Json, team: string): string {
  if (kind === 'event') return `slack:${team}:${eventLane(jsonAt(body, 'event') ?? {})}`
  if (kind === 'command') return `slack:${team}:${textAt(body, 'channel_id')}:${textAt(body, 'user_id')}`
  const channel = textAt(body, 'container', 'channel_id') ?? textAt(body, 'channel', 'id')
  const thread =
    textAt(body, 'container', 'thread_ts') ?? textAt(body, 'message', 'thread_ts') ?? textAt(body, 'message', 'ts')
  return `slack:${team}:${channel ?? ''}:${thread ?? textAt(body, 'user', 'id') ?? ''}`
}

function eventLane(event: Json): string {
  const channel = textAt(event, 'channel') ?? textAt(event, 'item', 'channel') ?? textAt(event, 'channel', 'id')
  const message = jsonAt(event, 'message') ?? jsonAt(event, 'previous_message') ?? event
  const thread = textAt(message, 'thread_ts') ?? textAt(message, 'ts') ?? textAt(event, 'item', 'ts')
  const user = textAt(event, 'user') ?? textAt(event, 'user', 'id')
  return [channel, thread ?? user].filter((part) => part !== undefined).join(':')
}

const stopWords = /^\s*(?:<@\w+(?:\|[^>]*)?>[,:]?\s*)?[/!]?(?:cancel|stop)\b/i

function isControlOf(kind: Kind, body: Json): boolean {
  if (kind === 'command') return !slashCommands[String(body.command)] && stopWords.test(textAt(body, 'text') ?? '')
  if (kind !== 'event') return true
  const event = jsonAt(body, 'event') ?? {}
  if (event.type === 'agent_session_stopped') return true
  const isForUs =
    event.type === 'app_mention' || event.channel_type === 'im' || /^\s*<@/.test(textAt(event, 'text') ?? '')
  return isForUs && stopWords.test(textAt(event, 'text') ?? '')
}
