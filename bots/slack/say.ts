// Says one message by the best way there is: the response url while it lives, the channel, else a direct message that tells why.
import type { Sending, Sent } from '../../src/ports/chat-platform.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { type Address, addressOf } from './address.ts'
import { context } from './blocks.ts'
import { type Json, textAt } from './json.ts'
import { type Live, longestEdit } from './live.ts'
import { isBadBlocks, isWrongWay, outcomeOf } from './outcomes.ts'
import type { ChannelPace } from './pace-channels.ts'
import type { Receipts } from './receipts.ts'
import type { Called, SlackApi } from './slack-api.ts'
import { splitText } from './split-text.ts'
import type { Say } from './steps.ts'
import type { Installation } from './workspaces.ts'

export type Saying = { api: SlackApi; pace: ChannelPace; receipts: Receipts; clock: Clock; live: Live }

/** `place` takes the place of a live message. */
export type Way = 'place' | 'url' | 'channel' | 'ephemeral' | 'direct'

/** How long this send may still take. */
export type Left = () => number

const urlLivesMs = 29 * 60_000

export function createSay(parts: Saying) {
  const { api, pace, receipts, clock, live } = parts
  const limited = createLimitWatch(clock)

  return async (sending: Sending, said: Say, where: Installation, left: Left): Promise<Sent> => {
    const to = addressOf(sending.to)
    let why: string | undefined
    const ways = waysTo(to, said, sending.before, clock.now())
    for (const way of sending.live ? (['place', ...ways] as const) : ways) {
      const room = `${where.team}:${to.channel}`
      const waitMs = way === 'channel' ? pace.claim(room, sending.key) : 0
      if (waitMs > 0) return { outcome: 'later', afterMs: waitMs, scope: 'conversation' }
      if (left() < 500) return { outcome: 'retry', reason: 'out of time' }
      const started = said.live && way === 'channel' ? await live.start(sending, said.live, where) : undefined
      if (started) return started
      const called = await post(way, sending, said, where, why, left)
      if (called.kind === 'limited' && way === 'channel') {
        pace.hold(room, called.afterMs)
        return { outcome: 'later', afterMs: called.afterMs, scope: limited(where.team, room, called.afterMs) }
      }
      if (called.kind === 'ok') return { outcome: 'sent', id: idOf(called.body) }
      // A message that cannot be changed any more is no reason to say nothing.
      if (way === 'place' && called.kind === 'error' && outcomeOf(called).outcome === 'refused') continue
      if (!isWrongWay(called)) return outcomeOf(called)
      why ??= called.error
    }
    return { outcome: 'refused', reason: why ?? 'nowhere to say it' }
  }

  async function post(way: Way, sending: Sending, said: Say, where: Installation, why: string | undefined, left: Left) {
    const to = addressOf(sending.to)
    const id = sending.live ?? ''
    const go = (content: Json) => postBy(way, { to, content, where, key: sending.key, said, id, withinMs: left() })
    const blocks = way === 'direct' && why ? [context(noteFor(why, to, where.botUser)), ...said.blocks] : said.blocks
    const called = await go(contentOf(said.text, blocks))
    const final = isBadBlocks(called) && left() > 500 ? await go(inWords({ ...said, blocks })) : called
    if (way === 'ephemeral' && final.kind === 'ok' && to.thread) receipts.lightOff(where.team, to.channel, to.thread)
    return final
  }

  type Posting = {
    to: Address
    content: Json
    where: Installation
    key: string
    said: Say
    id: string
    withinMs: number
  }

  function postBy(way: Way, { to, content, where, key, said, id, withinMs }: Posting): Promise<Called> {
    const thread = to.thread ? { thread_ts: to.thread } : {}
    const message = { ...content, ...quiet, metadata: { event_type: metadataType, event_payload: { key } } }
    switch (way) {
      case 'place': {
        const text = String(content.text).slice(0, longestEdit).toWellFormed()
        const { metadata } = message
        return live.replace(id, { blocks: [], ...content, text, metadata }, where, withinMs)
      }
      case 'url': {
        const type = said.audience === 'asker' ? 'ephemeral' : 'in_channel'
        const answer = { ...content, ...quiet, ...thread, response_type: type, replace_original: false }
        return api.respond(to.responseUrl ?? '', answer, { withinMs })
      }
      case 'channel':
        return api.call('chat.postMessage', { ...message, channel: to.channel, ...thread }, where.token, { withinMs })
      case 'ephemeral': {
        const place = { channel: to.channel, user: to.user, ...thread }
        return api.call('chat.postEphemeral', { ...content, ...place }, where.token, { withinMs })
      }
      case 'direct':
        return api.call('chat.postMessage', { ...message, channel: to.user }, where.token, { withinMs })
    }
  }
}

export const metadataType = 'bellhop_reply'

/** Previews would fetch what a text merely names. */
const quiet = { unfurl_links: false, unfurl_media: false }

/** Parts of one reply stay together: where an earlier one ended up, the rest goes too. */
export function waysTo(
  to: Address,
  said: Pick<Say, 'audience' | 'live' | 'isReplaced'>,
  before: (string | null)[],
  now: number,
): Way[] {
  if (to.channel === to.user) return ['channel']
  if (movedTo(to, before)) return ['direct']
  const here: Way = said.audience === 'asker' && !to.isDirect ? 'ephemeral' : 'channel'
  const url: Way[] = to.responseUrl && now - to.at < urlLivesMs ? ['url'] : []
  // What went by a response url cannot be changed any more.
  return to.urlFirst && !said.live && !said.isReplaced ? [...url, here, 'direct'] : [here, ...url, 'direct']
}

/** The conversation that an earlier part of the reply had to move to. */
export function movedTo(to: Address, before: (string | null)[]): string | undefined {
  const places = before.map((id) => /^([A-Z0-9]+):\d+\.\d+$/.exec(id ?? '')?.[1])
  return places.find((place) => place !== undefined && place !== to.channel)
}

function idOf(body: Json): string | null {
  const [channel, ts] = [textAt(body, 'channel'), textAt(body, 'ts')]
  return channel && ts ? `${channel}:${ts}` : null
}

function contentOf(text: string, blocks: Json[]): Json {
  return blocks.length > 0 ? { text, blocks } : { text }
}

/** What is left of a message whose blocks Slack refuses: its words, its buttons and its fields. */
function inWords({ text, blocks }: Pick<Say, 'text' | 'blocks'>): Json {
  const controls = blocks.filter((block) => block.type === 'actions' || block.type === 'input')
  if (controls.length === 0) return contentOf(text, [])
  const words = splitText(text, 2_900).map((piece) => ({ type: 'section', text: { type: 'mrkdwn', text: piece } }))
  return contentOf(text, [...words, ...controls])
}

export function noteFor(error: string, { channel }: Address, botUser: string): string {
  const place = channel.startsWith('D') ? 'where you asked' : `in <#${channel}>`
  switch (error) {
    case 'not_in_channel':
    case 'channel_not_found':
      if (channel.startsWith('D')) return `I could not answer ${place}: I am not part of that conversation.`
      return `I could not answer ${place}: I am not in there. Say \`/invite\` <@${botUser}> there, and I answer in place.`
    case 'is_archived':
      return `I could not answer ${place}: it is archived.`
    case 'thread_not_found':
      return `I could not answer ${place}: your message is gone.`
    default:
      return `I could not answer ${place}: Slack does not let me write there.`
  }
}

/** A limit in two channels at once is a limit of the whole workspace. */
function createLimitWatch(clock: Clock) {
  const last = new Map<string, { room: string; until: number }>()

  return (team: string, room: string, afterMs: number): 'conversation' | 'everything' => {
    const before = last.get(team)
    last.set(team, { room, until: clock.now() + afterMs })
    return before && before.room !== room && before.until > clock.now() ? 'everything' : 'conversation'
  }
}
