// Slash commands: `/bellhop kpi mtd`, and the short forms that name their command themselves.
import type { Incoming } from '../../src/domain/incoming.ts'
import { textAt } from './json.ts'
import { slashCommands } from './needs.ts'
import { readText } from './read-text.ts'
import { incomingOf, isDirectChannel, type Reading, senderOf } from './reading.ts'

export async function readCommand(reading: Reading): Promise<Incoming | undefined> {
  const { body, receivedAt } = reading
  const [channel, user] = [textAt(body, 'channel_id'), textAt(body, 'user_id')]
  if (!channel || !user) return undefined
  const responseUrl = textAt(body, 'response_url')
  const thread = textAt(body, 'thread_ts')
  const text = readText(textAt(body, 'text') ?? '').trim()
  const command = commandIn(textAt(body, 'command') ?? '', text)
  const incoming = incomingOf(reading, {
    kind: 'command',
    sender: await senderOf(reading, user),
    isAddressed: true,
    thread: user,
    text: `${command.name} ${command.rest}`.trim(),
    command,
    address: {
      channel,
      user,
      // Two people's own conversation looks the same as ours; only the first kind refuses us.
      isDirect: isDirectChannel(channel),
      at: receivedAt,
      ...(thread ? { thread } : {}),
      ...(responseUrl ? { responseUrl, urlFirst: true } : {}),
    },
  })
  // For the same reason, whatever is said here counts as read by others.
  return { ...incoming, isShared: true }
}

/** `/bellhop` alone asks for help. */
function commandIn(slash: string, text: string): { name: string; rest: string } {
  const short = slashCommands[slash]
  if (short) return { name: short, rest: text }
  const [, name = '', rest = ''] = /^[/!]?(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  return { name: name.toLowerCase() || 'help', rest }
}
