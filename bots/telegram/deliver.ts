// A stored update goes through grammY, which types it and finds what it is; its one middleware hands it to the router.
import { Bot, BotError } from 'grammy'
import type { Update } from 'grammy/types'
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
  const bot = new Bot(token, { client: { apiRoot } })
  const turns = new WeakMap<Update, Turn>()

  bot.use(async (ctx) => {
    const turn = turns.get(ctx.update)
    if (!turn) return
    const read = await reader.read(ctx, turn.arrival).catch(asUnreadable)
    if (read.kind === 'ask') await askNow(read.call)
    if (read.kind === 'incoming') await hand(read.incoming, turn.handle)
    turn.hasRun = true
  })

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
    const update: Update = JSON.parse(Buffer.from(arrival.body).toString())
    const turn: Turn = { arrival, handle, hasRun: false }
    turns.set(update, turn)
    bot.botInfo = await identity.require()
    await bot.handleUpdate(update).catch((error) => {
      throw error instanceof BotError ? error.error : error
    })
    if (!turn.hasRun) throw new BellhopError('internal', 'This update did not run to its end.')
  }
}
