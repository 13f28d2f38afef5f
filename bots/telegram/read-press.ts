// A press on a button below one of our messages: what the button stands for, or an answer to a form.
import type { CallbackQuery } from 'grammy/types'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import { type Call, into } from './call.ts'
import type { FormStep } from './forms.ts'
import { type Address, askerIn, topicOf } from './place.ts'
import { fromCallbackData } from './presses.ts'
import type { Desk, Frame, Read } from './read.ts'

export async function readPress(desk: Desk, query: CallbackQuery, arrival: StoredArrival): Promise<Read> {
  const { id, from, message, data } = query
  if (!message || data === undefined) return { kind: 'nothing' }
  const { chat, message_id: pressed } = message
  const topic = 'date' in message && message.date !== 0 ? topicOf(message) : undefined
  const asker = askerIn(chat, from)
  const address: Address = {
    chat: chat.id,
    ...(topic === undefined ? {} : { topic }),
    ...(pressed > 0 ? { message: pressed } : {}),
    press: id,
    ...(asker === undefined ? {} : { asker }),
  }
  const frame = await desk.frame(arrival, from, { chat, address, seconds: arrival.receivedAt / 1000 })
  if (data.startsWith('?')) return toRead(await desk.forms.readPress(data, from, address), frame)
  const press = await fromCallbackData(data, desk.memory)
  if (!press) return { kind: 'ask', call: tooOld(address) }
  const shown = { ...press, message: `${chat.id}:${pressed}` }
  return { kind: 'incoming', incoming: { ...frame, kind: 'press', text: '', isAddressed: true, press: shown } }
}

function tooOld(address: Address): Call {
  const text = 'I no longer know what that button stands for. Please ask again.'
  return { method: 'sendMessage', args: { ...into(address, true), text } }
}

export function toRead(step: FormStep, frame: Frame): Read {
  if (step.kind !== 'filled') return step
  const form = { id: step.id, values: step.values }
  return { kind: 'incoming', incoming: { ...frame, kind: 'form', text: '', isAddressed: true, form } }
}
