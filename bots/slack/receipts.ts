// What is done right after an event is stored, outside of order and outbox: a form opens, a light goes on. Best effort, with a deadline.
import { createInFlight } from '../../src/domain/in-flight.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'
import { readPacked, viewOf } from './form.ts'
import { type Json, jsonAt, textAt } from './json.ts'
import type { Kind } from './parse-body.ts'
import { pressAgain, whisperOf } from './refusal.ts'
import type { SlackApi } from './slack-api.ts'
import { teamOf } from './to-arrival.ts'
import type { Workspaces } from './workspaces.ts'

export type Receipts = {
  accepted(kind: Kind, body: Json): void
  /** Tells whoever pressed that it was not taken: Slack does not show them our answer. */
  refused(body: Json): void
  /** The light goes out by itself with the next message, but not with one that only the asker sees. */
  lightOff(team: string, channel: string, thread: string): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

type Options = { api: SlackApi; workspaces: Workspaces; clock: Clock; log: Log }

/** A trigger lives for three seconds. */
const withinMs = 2_500
const lightsPerSecond = 10

export function createReceipts({ api, workspaces, clock, log }: Options): Receipts {
  const underWay = createInFlight<Promise<void>>()
  let second = { at: 0, lights: 0 }

  function start(what: string, go: () => Promise<void>): void {
    const run: Promise<void> = go()
      .catch((error) => log.debug({ error, what }, 'a receipt was not given'))
      .finally(() => underWay.delete(run))
    underWay.add(run)
  }

  async function openForm(body: Json, packed: string): Promise<void> {
    const form = readPacked(packed)
    const team = teamOf(body)
    if (!form || !team) return
    const { token } = await workspaces.get(team)
    const view = viewOf(form, body)
    const opened = await api.call('views.open', { trigger_id: body.trigger_id, view }, token, { withinMs })
    if (opened.kind === 'ok') return
    log.warn({ outcome: opened }, 'a form did not open')
    await tell(body, 'The form did not open in time. Please press again.')
  }

  async function tell(body: Json, text: string): Promise<void> {
    const url = textAt(body, 'response_url')
    if (url) await api.respond(url, whisperOf(text), { withinMs })
  }

  async function setLight(team: string, channel: string, thread: string, status: string): Promise<void> {
    const { token } = await workspaces.get(team)
    const where = { channel_id: channel, thread_ts: thread, status }
    await api.call('assistant.threads.setStatus', where, token, { withinMs })
  }

  /** More than Slack would take anyway is not even tried. */
  function mayLight(): boolean {
    const at = Math.floor(clock.now() / 1000)
    if (second.at !== at) second = { at, lights: 0 }
    return ++second.lights <= lightsPerSecond
  }

  return {
    accepted(kind, body) {
      if (kind === 'press') {
        const packed = formIn(body)
        if (packed) start('form', () => openForm(body, packed))
      } else if (kind === 'event') {
        const question = questionIn(body)
        const team = teamOf(body)
        if (question && team && mayLight())
          start('light', () => setLight(team, question.channel, question.thread, 'is on it…'))
      }
    },
    refused: (body) => start('refusal', () => tell(body, pressAgain)),
    lightOff: (team, channel, thread) => start('light', () => setLight(team, channel, thread, '')),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

function formIn(body: Json): string | undefined {
  const action = jsonAt(body, 'actions', 0)
  return textAt(action, 'action_id')?.startsWith('form#') ? textAt(action, 'value') : undefined
}

/** Something said to us by a person. */
function questionIn(body: Json): { channel: string; thread: string } | undefined {
  const event = jsonAt(body, 'event')
  const channel = textAt(event, 'channel')
  const thread = textAt(event, 'thread_ts') ?? textAt(event, 'ts')
  const isSaid = event?.type === 'app_mention' || event?.type === 'message'
  if (!event || !channel || !thread || !isSaid || event.bot_id || (event.subtype && event.subtype !== 'file_share'))
    return undefined
  const bot = textAt(body, 'authorizations', 0, 'user_id')
  const isToUs = event.type === 'app_mention' || event.channel_type === 'im' || isNamed(textAt(event, 'text'), bot)
  return isToUs ? { channel, thread } : undefined
}

function isNamed(text: string | undefined, bot: string | undefined): boolean {
  return Boolean(text && bot && text.includes(`<@${bot}`))
}
