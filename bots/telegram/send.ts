// One step of a reply becomes one call that has an effect; how it ended is said in the words of the outbox.
import type { Found, Sending, Sent } from '../../src/ports/chat-platform.ts'
import type { Aliases } from './aliases.ts'
import type { Call } from './call.ts'
import type { Answer, Api } from './create-api.ts'
import { idOfDraft, isDraft } from './draft.ts'
import { editOf } from './live.ts'
import type { Memory } from './memory.ts'
import type { ChatPace } from './pace.ts'
import { repair } from './repair.ts'

export type Carrier = {
  send(sending: Sending): Promise<Sent>
  find(sending: Sending): Found
  /** A call outside the outbox. */
  perform(call: Call): Promise<Sent>
}

type Options = {
  api: Api
  memory: Memory
  aliases: Aliases
  pace: ChatPace
  /** Something is on its way to that chat. */
  onSend(chat: number): void
  /** Less than the router waits, so that no call of ours outlives its judgement. */
  sendMs: number
}

type Refused = Extract<Answer, { kind: 'refused' }>

const lastWord = 'last:'

const repeatable = /^(edit|delete|sendMessageDraft)/

export function createCarrier({ api, memory, aliases, pace, onSend, sendMs }: Options): Carrier {
  async function perform(call: Call): Promise<Sent> {
    const end = performance.now() + sendMs
    try {
      for (const [name, value] of call.remember ?? []) await memory.save(name, value)
    } catch {
      return { outcome: 'retry', reason: 'what the buttons stand for could not be stored' }
    }
    if (!call.ways && !call.instead) return attempt(call, end)
    let sent: Sent = { outcome: 'refused', reason: 'there is no way' }
    for (const way of call.ways ?? [{}]) {
      sent = await attempt({ ...call, args: { ...call.args, ...way } }, end)
      if (sent.outcome !== 'refused') return sent
    }
    return call.instead ? attempt(call.instead, end) : sent
  }

  /** Calls until Telegram did it, or will not, or nobody knows. Only what was refused as a whole is called again. */
  async function attempt(first: Call, end: number): Promise<Sent> {
    const tried = new Set<string>()
    let call = first
    for (;;) {
      const { method, args, uploads = [] } = call
      const timeoutMs = end - performance.now()
      const answer = await api.call(method, withHome(args), { uploads, timeoutMs })
      if (answer.kind === 'ok') return { outcome: 'sent', id: idOfDraft(call) ?? idOf(answer.result, call) }
      if (answer.kind === 'unsent') return { outcome: 'retry', reason: answer.reason }
      if (answer.kind === 'lost') return { outcome: 'unknown', reason: answer.reason }
      const next = await another(call, answer, tried)
      if (!next) return ended(answer)
      call = next
    }
  }

  async function another(call: Call, answer: Refused, tried: Set<string>): Promise<Call | undefined> {
    const chat = call.args.chat_id
    if (answer.migrateTo === undefined || typeof chat !== 'number') return repair(call, answer.description, tried)
    if (tried.has('moved')) return undefined
    tried.add('moved')
    await aliases.moved(chat, answer.migrateTo).catch(() => undefined)
    return call
  }

  /** The chat may have moved since that was planned. */
  function withHome(args: Call['args']): Call['args'] {
    const home = homeOf(args)
    return home === args.chat_id ? args : { ...args, chat_id: home }
  }

  function homeOf({ chat_id: chat }: Call['args']): unknown {
    return typeof chat === 'number' ? aliases.whereIs(chat) : chat
  }

  function ended(answer: Refused): Sent {
    if (answer.retryAfterMs !== undefined)
      return {
        outcome: 'later',
        afterMs: answer.retryAfterMs,
        scope: pace.isBusyEverywhere() ? 'everything' : 'conversation',
      }
    if (answer.code === 401) return { outcome: 'retry', reason: 'Telegram refuses the token' }
    if (/message is not modified/i.test(answer.description)) return { outcome: 'sent', id: null }
    return { outcome: 'refused', reason: `${answer.code} ${answer.description}`.slice(0, 300) }
  }

  return {
    perform,
    async send(sending) {
      if (sending.before.some((id) => id?.startsWith(lastWord))) return { outcome: 'sent', id: null }
      const planned = toCall(sending)
      const edit = sending.live === undefined ? undefined : editOf(sending.live, planned)
      // A message that cannot be edited any more is no reason to say nothing.
      const call = edit ? { ...edit, instead: planned } : planned
      const chat = homeOf(call.args)
      if (typeof chat !== 'number') return perform(call)
      const wait = pace.waitFor(chat, sending.key)
      if (wait > 0) return { outcome: 'later', afterMs: wait, scope: 'conversation' }
      onSend(chat)
      return perform(call)
    },
    // An edit, a draft or a deletion twice is one; of a message nobody can ask whether it is there.
    find: ({ step, live }) => ({
      outcome: repeatable.test(step.call) || (live !== undefined && !isDraft(live)) ? 'absent' : 'unknowable',
    }),
  }
}

/** The payload is what `plan` made, as the outbox kept it. */
function toCall({ step }: Sending): Call {
  return { ...(step.payload as Omit<Call, 'method'>), method: step.call }
}

type Message = { message_id?: number; ephemeral_message_id?: number; chat?: { id?: number } }

function idOf(result: unknown, { isLastWord }: Call): string | null {
  const message: Message | undefined = Array.isArray(result) ? result[0] : (result as Message | undefined)
  const chat = message?.chat?.id
  if (chat === undefined) return null
  const id = message?.message_id || `e${message?.ephemeral_message_id}`
  return `${isLastWord ? lastWord : ''}${chat}:${id}`
}
