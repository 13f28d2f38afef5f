// A chat platform on paper: events are small JSON bodies, sends are written down, and a test says how each send ends.
import type { Arrival } from '../../src/domain/arrival.ts'
import type { Incoming, ReplyTo } from '../../src/domain/incoming.ts'
import { textOf } from '../../src/domain/reply.ts'
import type { ChatPlatform, Sending, Sent } from '../../src/ports/chat-platform.ts'

export type PaperPlatform = ChatPlatform & {
  /** What the platform shows: text and conversation, in order of arrival. */
  shown: { conversation: string; text: string; key: string }[]
  /** Decides how a send ends; by default it is shown and acknowledged. */
  onSend: (sending: Sending, show: () => string) => Promise<Sent> | Sent
  onDeliver: (incoming: Incoming) => void
}

export const paperWorkspace = 'console'

export function createPaperPlatform(): PaperPlatform {
  const shown: PaperPlatform['shown'] = []
  const platform: PaperPlatform = {
    shown,
    onSend: (_sending, show) => ({ outcome: 'sent', id: show() }),
    onDeliver: () => undefined,
    platform: 'console',
    limits: { conversation: { count: 1000, perMs: 1000 }, everything: { count: 10_000, perMs: 1000 } },
    async deliver(arrival, handle) {
      const incoming = read(arrival)
      platform.onDeliver(incoming)
      await handle(incoming)
    },
    plan: (reply) => [{ call: 'show', payload: { text: textOf(reply) } }],
    async send(sending) {
      const show = () => {
        const { text } = sending.step.payload as { text: string }
        shown.push({ conversation: sending.to.conversation, text, key: sending.key })
        return `m${shown.length}`
      }
      return platform.onSend(sending, show)
    },
    async find(sending) {
      const at = shown.findIndex((one) => one.key === sending.key)
      return at < 0 ? { outcome: 'absent' } : { outcome: 'sent', id: `m${at + 1}` }
    },
    reach: (account) => replyTo(account),
    start: async () => undefined,
    stop: async () => undefined,
    health: async () => ({ ok: true, detail: 'on paper' }),
  }
  return platform
}

/** An event as this platform sends it. */
export function paperEvent(key: string, conversation: string, text: string, more: Partial<Arrival> = {}): Arrival {
  const body = Buffer.from(JSON.stringify({ key, conversation, text }))
  return {
    key,
    platform: 'console',
    workspace: paperWorkspace,
    lane: conversation,
    isControl: false,
    contentType: 'application/json',
    body,
    ...more,
  }
}

function read(arrival: Arrival): Incoming {
  const { key, conversation, text } = JSON.parse(Buffer.from(arrival.body).toString()) as Record<string, string>
  const place = conversation ?? ''
  return {
    id: key ?? '',
    kind: 'text',
    platform: 'console',
    workspace: arrival.workspace,
    org: null,
    conversation: place,
    isShared: false,
    isAddressed: true,
    sender: { account: `console:${place.split('/')[0]}`, name: 'Somebody', isBot: false, isStranger: false },
    text: text ?? '',
    files: [],
    at: 0,
    replyTo: replyTo(place),
  }
}

function replyTo(conversation: string): ReplyTo {
  return { platform: 'console', workspace: paperWorkspace, conversation, address: null }
}
