// What somebody types, as Slack passes it on: names become mentions, addresses links, and the composer's rich text.
import type { Json, User } from '../model.ts'
import { findChannelByName } from '../state.ts'
import type { World } from '../world.ts'

export type Written = { text: string; blocks: Json[] }

export function write(world: World, user: User, typed: string): Written {
  const text = linkChannels(world, user, linkPeople(world, user, linkAddresses(escapeSigns(typed))))
  const elements = [{ type: 'rich_text_section', elements: piecesOf(text) }]
  return { text, blocks: text === '' ? [] : [{ type: 'rich_text', elements }] }
}

function escapeSigns(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function unescapeSigns(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function linkAddresses(text: string): string {
  return text.replace(/https?:\/\/[^\s]+/g, (address) => `<${address}>`)
}

/** The longest name wins; people of one's own team win over strangers. */
function linkPeople(world: World, user: User, text: string): string {
  const known = [...world.state.users.values()]
    .sort((a, b) => Number(b.teamId === user.teamId) - Number(a.teamId === user.teamId))
    .flatMap((one) => [...new Set([one.realName, one.name])].map((name) => ({ name, id: one.id })))
    .sort((a, b) => b.name.length - a.name.length)
  return known.reduce((so, { name, id }) => {
    const pattern = new RegExp(`(?<![\\w<@])@${literally(name)}(?![\\w])`, 'giu')
    return so.replace(pattern, `<@${id}>`)
  }, text)
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function linkChannels(world: World, user: User, text: string): string {
  return text.replace(/(?<![\w<&])#([\p{L}\p{N}_-]+)/gu, (whole, name: string) => {
    const channel = findChannelByName(world.state, name, user.teamId)
    return channel ? `<#${channel.id}|${channel.name}>` : whole
  })
}

const marked = /<@([A-Z0-9]+)>|<#([A-Z0-9]+)\|[^>]*>|<(https?:[^>]+)>/g

function piecesOf(text: string): Json[] {
  const pieces: Json[] = []
  let at = 0
  for (const match of text.matchAll(marked)) {
    if (match.index > at) pieces.push({ type: 'text', text: unescapeSigns(text.slice(at, match.index)) })
    pieces.push(markedPiece(match))
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push({ type: 'text', text: unescapeSigns(text.slice(at)) })
  return pieces
}

function markedPiece([, user, channel, url]: RegExpMatchArray): Json {
  if (user) return { type: 'user', user_id: user }
  if (channel) return { type: 'channel', channel_id: channel }
  return { type: 'link', url }
}
