// Where a reply goes in Slack: stored with it, and handed back when it is sent.
import type { ReplyTo } from '../../src/domain/incoming.ts'
import { isJson, type Json, textAt } from './json.ts'

export type Address = {
  channel: string
  /** The message to answer under. */
  thread?: string
  /** Whoever is answered. */
  user: string
  /** Nobody else reads along. */
  isDirect: boolean
  /** When it was asked. */
  at: number
  /** Slack takes answers here for half an hour, five at most, also where the bot is no member. */
  responseUrl?: string
  /** A slash command or a message only the asker sees: the bot may well be no member of the channel. */
  urlFirst?: boolean
  /** Not a conversation at all: the app's home tab, which shows the last answer. */
  isHome?: boolean
}

/** Only what this bot made itself comes back here, so the shape is known. */
export function addressOf(to: ReplyTo): Address {
  return to.address as Address
}

export function teamOfReply(to: ReplyTo): string {
  return to.workspace.slice('slack:'.length)
}

/** An address that travelled through Slack, in the metadata of a modal. */
export function readAddress(text: string): Address | undefined {
  const value = parse(text)
  const [channel, user] = [textAt(value, 'channel'), textAt(value, 'user')]
  return isJson(value) && channel && user ? (value as Address) : undefined
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
