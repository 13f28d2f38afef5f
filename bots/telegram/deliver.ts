// A stored update goes through grammY, which types it and finds what it is; its one middleware hands it to the router.
// `grammy/web` because the other build loads node-fetch, and with it a table of all internationalised names.
import type { Update } from 'grammy/types'
import { Api, Composer, Context } from 'grammy/web'
import type { StoredArrival } from '../../src/domain/arrival.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import type { Sent } from '../../src/ports/chat-platform.ts'
import type { Call } from './call.ts'
import type { Identity } from './identity.ts'
import type { Address } from './place.ts'
import type { Reader } from './read.ts'

/** Reading trusts Telegram's types: what breaks it is no update, and another try would read the same. */
function asUnreadable(error: unknown): never {
  if (!(error instanceof TypeError || error instanceof RangeError)) throw error
  throw new BellhopError('invalid', 'Telegram sent something Bellhop cannot read.', { cause: error })
}

type Handle = (incoming: Incoming) => Promise<void>

type Turn = { arrival: StoredArrival; handle: Handle; hasRun: boolean }

type Options = {
  token: string
  apiRoot: string
  identity: Identity
  reader: Reader
  perform(call: Call): Promise<Sent>
  heard(chat: number, topic: number | undefined): void
}

export function createDeliver({ token, apiRoot, identity, reader, perform, heard }: Options) {
  // One for all updates: a whole bot would make its own for each.
  const api = new Api(token, { apiRoot })
  const middleware = new Composer<Context & { turn: Turn }>(async (ctx) => {
    const { turn } = ctx
    const read = await reader.read(ctx, turn.arrival).catch(asUnreadable)
    if (read.kind === 'ask') await askNow(read.call)
    if (read.kind === 'incoming') await hand(read.incoming, turn.handle)
    turn.hasRun = true
  }).middleware()

  async function askNow(call: Call): Promise<void> {
    const sent = await perform(call)
    if (sent.outcome === 'sent' || sent.outcome === 'refused') return
    throw new BellhopError('unavailable', 'The next question could not be asked.', { nextStep: 'Please answer again.' })
  }

  async function hand(incoming: Incoming, handle: Handle): Promise<void> {
    const { chat, topic } = incoming.replyTo.address as Address
    if (incoming.isAddressed && !incoming.sender.isBot && incoming.kind !== 'edited') heard(chat, topic)
    await handle(incoming)
  }

  return async function deliver(arrival: StoredArrival, handle: Handle): Promise<void> {
    const update: Update = JSON.parse(textOf(arrival.body))
    const turn: Turn = { arrival, handle, hasRun: false }
    const context = new Context(update, api, await identity.require())
    await middleware(Object.assign(context, { turn }), async () => undefined)
    if (!turn.hasRun) throw new BellhopError('internal', 'This update did not run to its end.')
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}
