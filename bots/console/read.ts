// A stored line, press or form back into what arrived.
import { z } from 'zod'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import type { Incoming, ReplyTo } from '../../src/domain/incoming.ts'

export const workspace = 'console'
export const conversation = 'console:local'
export const account = 'console:local'

/** There is one place to answer to. */
export const hereAt: ReplyTo = { platform: 'console', workspace, conversation, address: null }

/** Somebody at the terminal who has not said anything yet. */
export const whoSitsHere: Incoming = {
  id: '',
  kind: 'text',
  platform: 'console',
  workspace,
  org: null,
  conversation,
  isShared: false,
  isAddressed: true,
  sender: { account, name: 'you', isBot: false, isStranger: false },
  text: '',
  files: [],
  at: 0,
  replyTo: hereAt,
}

const happening = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('press'), label: z.string(), action: z.string(), value: z.string() }),
  z.object({ kind: z.literal('form'), id: z.string(), values: z.record(z.string(), z.string()) }),
])
const body = z.object({ name: z.string(), at: z.number(), what: happening })

/** What a person at the terminal did, as it stands in the inbox. */
export type ConsoleEvent = z.infer<typeof body>

export function toBody(event: ConsoleEvent): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event))
}

export function readArrival(arrival: StoredArrival): Incoming {
  const { name, at, what } = body.parse(JSON.parse(new TextDecoder().decode(arrival.body)))
  const common = { ...whoSitsHere, id: arrival.key, sender: { ...whoSitsHere.sender, name }, at }
  switch (what.kind) {
    case 'text':
      return { ...common, ...readText(what.text), text: what.text }
    case 'press':
      return { ...common, kind: 'press', text: what.label, press: { action: what.action, value: what.value } }
    case 'form':
      return { ...common, kind: 'form', text: '', form: { id: what.id, values: what.values } }
  }
}

/** A slash makes a command for certain; whether a bare word is one, only the registry knows. */
function readText(text: string): Pick<Incoming, 'kind' | 'command'> {
  const [, name, rest = ''] = /^\s*\/(\p{L}[\p{L}\p{N}_-]*)(?:[^\S\n]+|(?=\n)|$)(.*)$/su.exec(text) ?? []
  return name ? { kind: 'command', command: { name, rest } } : { kind: 'text' }
}
