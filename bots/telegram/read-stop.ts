// The stop button of a draft: whoever has the chat stops what runs for them there.
import type { Context } from 'grammy'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import type { Desk, Read } from './read.ts'

type Stopped = NonNullable<Context['stoppedMessageGeneration']>

export async function readStop(
  desk: Desk,
  { chat, message_thread_id: topic }: Stopped,
  arrival: StoredArrival,
): Promise<Read> {
  const from = { ...chat, is_bot: false }
  const address = { chat: chat.id, ...(topic === undefined ? {} : { topic }) }
  const frame = await desk.frame(arrival, from, { chat, address, seconds: arrival.receivedAt / 1000 })
  return { kind: 'incoming', incoming: { ...frame, kind: 'stopped', text: '', isAddressed: true } }
}
