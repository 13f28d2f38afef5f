// Where everybody of a channel reads: its platform, and the address there.
import type { Platform, ReplyTo } from '../domain/incoming.ts'
import type { ChatPlatform, Platforms } from '../ports/chat-platform.ts'

export function roomAt(platforms: Platforms, channel: string): { platform: ChatPlatform; to: ReplyTo } | undefined {
  const platform = platforms.get(channel.split(':')[0] as Platform)
  const to = platform?.room?.(channel)
  return platform && to ? { platform, to } : undefined
}
