// The senders: each drives one conversation, sends its next event after the acknowledgement of the last, and repeats what was not acknowledged.
import { type SentEvent, wantsEffect } from './check.ts'

export type Load = { sent: SentEvent[]; stop(): Promise<void>; acked(): number }

type Options = {
  /** Where to send now; changes with each restart. */
  door: () => string | undefined
  conversations: number
  eventsEach: number
  random: () => number
  /** Share of events that also leave a mark in the world. */
  effects: number
  /** Share of these that do so in a job. */
  jobs: number
  /** Whether an event was answered: nobody asks further than a few answers ahead. */
  isAnswered?: (key: string) => boolean
}

const aheadAtMost = 5

export function startLoad({
  door,
  conversations,
  eventsEach,
  random,
  effects,
  jobs,
  isAnswered,
}: Options): Load & { finished: Promise<void> } {
  const sent: SentEvent[] = []
  let stopped = false
  let acked = 0

  async function drive(conversation: string): Promise<void> {
    const own: string[] = []
    for (let n = 0; n < eventsEach && !stopped; n++) {
      const mark = random() < effects ? (random() < jobs ? '?' : '!') : ''
      const event: SentEvent = {
        key: `${conversation}.${n}${mark}`,
        conversation,
        at: performance.now(),
        ackedAt: null,
      }
      sent.push(event)
      own.push(event.key)
      await insist(event)
      const waitsFor = own.at(-aheadAtMost)
      while (waitsFor && isAnswered && !stopped && !isAnswered(waitsFor))
        await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async function insist(event: SentEvent): Promise<void> {
    const command = event.key.endsWith('?') ? 'later' : wantsEffect(event.key) ? 'note' : 'ping'
    const body = JSON.stringify({ key: event.key, conversation: event.conversation, text: `${command} ${event.key}` })
    while (!stopped) {
      // One in twenty is delivered twice at the same moment, as platforms do.
      const times = random() < 0.05 ? 2 : 1
      const outcomes = await Promise.all(Array.from({ length: times }, () => deliver(body)))
      if (outcomes.includes(true)) {
        event.ackedAt = performance.now()
        acked++
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 80))
    }
  }

  async function deliver(body: string): Promise<boolean> {
    const url = door()
    if (!url) return false
    try {
      const answer = await fetch(`${url}/events`, { method: 'POST', body, signal: AbortSignal.timeout(3_000) })
      await answer.arrayBuffer()
      return answer.status === 200
    } catch {
      return false
    }
  }

  const drivers = Array.from({ length: conversations }, (_, i) => drive(`c${i}`))
  const finished = Promise.all(drivers).then(() => undefined)
  return {
    sent,
    finished,
    acked: () => acked,
    async stop() {
      stopped = true
      await finished
    },
  }
}
