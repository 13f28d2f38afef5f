// The small pieces that Slack's messages are made of.
import type { Json } from './json.ts'

export type Block = Json & { type: string }

export function plain(text: string, longest: number): Json {
  return { type: 'plain_text', text: shortened(text, longest) || ' ', emoji: true }
}

export function mrkdwn(text: string): Json {
  // Verbatim: nothing that looks like a channel, a person or an address becomes a link by itself.
  return { type: 'mrkdwn', text, verbatim: true }
}

export function context(text: string): Block {
  return { type: 'context', elements: [mrkdwn(text)] }
}

export function actions(elements: Json[]): Block {
  return { type: 'actions', elements }
}

export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text
    .slice(0, longest - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`
}

/** As many as Slack takes in one block. */
export function inGroups<Item>(items: Item[], size: number): Item[][] {
  const groups: Item[][] = []
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size))
  return groups
}
