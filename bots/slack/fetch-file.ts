// The content of a file that somebody sent. Slack hands it out only to the token of the workspace it was sent in.
import { BellhopError } from '../../src/domain/errors.ts'
import type { IncomingFile } from '../../src/domain/incoming.ts'
import type { ChatPlatform } from '../../src/ports/chat-platform.ts'
import { teamOfReply } from './address.ts'
import type { SlackApi } from './slack-api.ts'
import type { Workspaces } from './workspaces.ts'

const largest = 20 * 1024 * 1024

export function createFetchFile(api: SlackApi, workspaces: Workspaces): NonNullable<ChatPlatform['fetchFile']> {
  return async (file, from) => {
    if (file.bytes > largest)
      throw new BellhopError('invalid', 'I take files up to 20 MB.', { nextStep: 'Send a smaller file.' })
    const where = await workspaces.get(teamOfReply(from))
    const url = urlOf(file)
    const bytes = url && (await api.download(url, where.token, largest).catch(() => undefined))
    if (bytes) return bytes
    throw new BellhopError('unavailable', 'I could not get that file from Slack.', {
      nextStep: 'Please send it again.',
    })
  }
}

function urlOf({ fetchFrom }: IncomingFile): string | undefined {
  const { url } = fetchFrom as { url?: unknown }
  return typeof url === 'string' && URL.canParse(url) ? url : undefined
}
