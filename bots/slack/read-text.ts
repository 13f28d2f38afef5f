// What a person wrote, as they wrote it: Slack's marks for mentions, channels and links become what they stand for.

/** Without the mention of the bot itself. */
export function readText(text: string, botUser?: string): string {
  const said = botUser ? withoutMention(text, botUser) : text
  return unescapeSigns(said.replace(/<([^<>]+)>/g, (_, mark: string) => meaningOf(mark)))
}

/** The three signs that Slack escapes. */
export function unescapeSigns(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => signs[name] ?? '')
}

export function isMentioned(text: string, botUser: string): boolean {
  return text.includes(`<@${botUser}>`) || text.includes(`<@${botUser}|`)
}

const signs: Record<string, string> = { lt: '<', gt: '>', amp: '&' }

let last = { botUser: '', mention: /(?!)/g }

function withoutMention(text: string, botUser: string): string {
  if (last.botUser !== botUser)
    last = { botUser, mention: new RegExp(`[^\\S\\n]{0,9}<@${botUser}(?:\\|[^<>]*)?>[,:]?[^\\S\\n]{0,9}`, 'g') }
  return text.replace(last.mention, ' ').trim()
}

function meaningOf(mark: string): string {
  const bar = mark.indexOf('|')
  const target = bar < 0 ? mark : mark.slice(0, bar)
  const label = bar < 0 ? '' : mark.slice(bar + 1)
  if (target.startsWith('@')) return target
  if (target.startsWith('#')) return label ? `#${label}` : target
  if (target.startsWith('!')) return label || `@${target.slice(1)}`
  return linkOf(target, label)
}

/** Slack makes links of addresses by itself; only what somebody linked on purpose keeps both. */
function linkOf(target: string, label: string): string {
  const bare = target.replace(/^(?:https?:\/\/|mailto:|tel:)/, '')
  if (!label || label === target) return target.replace(/^(?:mailto|tel):/, '')
  return label === bare ? label : `[${label}](${target})`
}
