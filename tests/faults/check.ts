// The judge. It knows nothing of Bellhop: it reads what was sent to it, what it acknowledged, and what the platform received.
export type SentEvent = { key: string; conversation: string; at: number; ackedAt: number | null }
export type Received = { kind: 'reply' | 'effect'; event: string; conversation: string; key: string; at: number }
export type History = { sent: SentEvent[]; received: Received[] }

export type Fault = {
  what: 'lost' | 'doubled' | 'out of order' | 'out of nothing' | 'effect lost' | 'effect doubled'
  event: string
  conversation: string
}

export function findFaults({ sent, received }: History): Fault[] {
  const replies = received.filter((one) => one.kind === 'reply')
  const effects = firstOfEachKey(received.filter((one) => one.kind === 'effect'))
  const known = new Map(sent.map((event) => [event.key, event]))
  return [
    ...judgeCounts(sent, replies, 'lost', 'doubled'),
    ...judgeCounts(
      sent.filter((event) => effects.some((effect) => effect.event === event.key)),
      effects,
      'effect lost',
      'effect doubled',
    ),
    ...missingEffects(sent, effects),
    ...[...replies, ...effects]
      .filter((one) => !known.has(one.event))
      .map((one) => fault('out of nothing', one.event, one.conversation)),
    ...judgeOrder(sent, replies),
  ]
}

/** Events whose key asks for an effect in the world, besides the reply: `!` at once, `?` in a job. */
export function wantsEffect(key: string): boolean {
  return key.endsWith('!') || key.endsWith('?')
}

/** A job answers when it is done, so its reply may come after later ones. */
function keepsOrder(key: string): boolean {
  return !key.endsWith('?')
}

/** The outside honours the key of a call: asked twice under one key it acts once. */
function firstOfEachKey(effects: Received[]): Received[] {
  return [...new Map(effects.map((effect) => [effect.key, effect])).values()]
}

function missingEffects(sent: SentEvent[], effects: Received[]): Fault[] {
  const seen = new Set(effects.map((effect) => effect.event))
  return sent
    .filter((event) => event.ackedAt !== null && wantsEffect(event.key) && !seen.has(event.key))
    .map((event) => fault('effect lost', event.key, event.conversation))
}

function judgeCounts(sent: SentEvent[], found: Received[], lost: Fault['what'], doubled: Fault['what']): Fault[] {
  const counts = new Map<string, number>()
  for (const one of found) counts.set(one.event, (counts.get(one.event) ?? 0) + 1)
  return sent.flatMap((event) => {
    const count = counts.get(event.key) ?? 0
    if (count > 1) return [fault(doubled, event.key, event.conversation)]
    return count === 0 && event.ackedAt !== null ? [fault(lost, event.key, event.conversation)] : []
  })
}

/** Within a conversation the senders waited for each acknowledgement, so replies must come in the order of sending. */
function judgeOrder(sent: SentEvent[], replies: Received[]): Fault[] {
  const place = new Map(sent.map((event, i) => [event.key, i]))
  const latest = new Map<string, number>()
  return replies
    .filter((reply) => keepsOrder(reply.event))
    .flatMap((reply) => {
      const at = place.get(reply.event) ?? -1
      const before = latest.get(reply.conversation) ?? -1
      latest.set(reply.conversation, Math.max(before, at))
      return at < before ? [fault('out of order', reply.event, reply.conversation)] : []
    })
}

function fault(what: Fault['what'], event: string, conversation: string): Fault {
  return { what, event, conversation }
}
