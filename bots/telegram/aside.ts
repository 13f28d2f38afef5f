// What only the asker may see, asked for in a group: for their eyes alone in the group where Telegram can, else in their own chat,
// and if they never opened one, a public word that says how.
import { type Call, into } from './call.ts'
import type { Address } from './place.ts'
import type { Rendering } from './render.ts'

/** `mustLast`: it is shown once and has to be there tomorrow, and what only one person sees in a group need not. */
export function aside(calls: Call[], group: Address, rendering: Rendering, mustLast: boolean): Call[] {
  const isHere = rendering.hasEphemeral(group) && !mustLast && calls.every(canBeEphemeral)
  return calls.map((call, i) => ({
    ...call,
    ...(isHere ? { ways: [ephemeral(group), {}] } : {}),
    ...(i === 0 ? { instead: lastWord(group, rendering.username) } : {}),
  }))
}

const ephemeralMethods = ['sendMessage', 'sendPhoto', 'sendDocument']

/** A call that does not know the word for it would show everything to everybody; an answer to a question would not say to which. */
function canBeEphemeral({ method, args }: Call): boolean {
  const markup = args.reply_markup
  const asks = typeof markup === 'object' && markup !== null && 'force_reply' in markup
  return ephemeralMethods.includes(method) && !asks
}

function ephemeral(group: Address): Record<string, unknown> {
  const { asker, press, ephemeral: answered } = group
  return {
    ...into(group, false),
    ephemeral_message_parameters: {
      receiver_user_id: asker,
      ...(press === undefined ? {} : { callback_query_id: press }),
    },
    ...(answered === undefined ? {} : { reply_parameters: { ephemeral_message_id: answered } }),
  }
}

function lastWord(group: Address, username: string | undefined): Call {
  const text =
    'The answer is for you alone, and I may not write to you first. Open a chat with me, press Start, then ask again.'
  const button = { text: 'Open a chat', url: `https://t.me/${username}?start=hello` }
  const markup = username === undefined ? {} : { reply_markup: { inline_keyboard: [[button]] } }
  return { method: 'sendMessage', args: { ...into(group, true), text, ...markup }, isLastWord: true }
}
