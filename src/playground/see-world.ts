// Both platforms as one person sees them, cut to what a page can show.
import type { SeenChat } from '../simulator/telegram/see.ts'
import type { Stage } from './stage.ts'

const mostMessages = 200
const waitMs = 20_000

/** Waits until there is something newer than `since`. */
export async function seeWorld(stage: Stage, as: string, since: number) {
  if (since > 0) await stage.news(since, waitMs)
  const version = stage.version()
  const { channels, ...slack } = stage.slack.snapshot(as)
  return {
    version,
    slack: {
      ...slack,
      channels: channels
        .filter(({ isMember }) => isMember)
        .map((channel) => ({ ...channel, messages: channel.messages.slice(-mostMessages) })),
    },
    telegram: {
      me: stage.telegram.person(as).user.id,
      chats: stage.telegram.snapshot(as).map((chat) => ({
        ...chat,
        messages: chat.messages.slice(-mostMessages),
        asksForReply: asksForReply(stage, chat),
      })),
    },
  }
}

/** Telegram opens the reply by itself when the bot asks for one; messages do not say so, only the call that made them. */
function asksForReply(stage: Stage, chat: SeenChat): boolean {
  const last = chat.messages.at(-1)
  if (!last?.from.isBot) return false
  return stage.telegram.journal.requests('sendMessage').some(({ args }) => {
    const markup = typeof args.reply_markup === 'string' ? args.reply_markup : JSON.stringify(args.reply_markup ?? '')
    return args.text === last.text && Number(args.chat_id) === chat.id && markup.includes('force_reply')
  })
}

const mostCalls = 60

/** What went over the wire lately, newest first: the calls of the bot, and what was delivered to it. */
export function seeWire({ slack, telegram }: Stage, platform: 'slack' | 'telegram') {
  const { journal } = platform === 'slack' ? slack : telegram
  return [...journal.requests(), ...journal.deliveries()]
    .filter((entry) => entry.kind === 'delivery' || entry.method !== 'getUpdates')
    .sort((a, b) => b.at - a.at)
    .slice(0, mostCalls)
}
