// The message that another answers: Slack sends the answer alone, so what began the thread is looked up.
import type { Incoming, Quoted } from '../../src/domain/incoming.ts'
import { addressOf, teamOfReply } from './address.ts'
import { jsonAt, listAt, textAt } from './json.ts'
import { fileOf } from './read-message.ts'
import { isMentioned, readText } from './read-text.ts'
import type { SlackApi } from './slack-api.ts'
import type { Workspaces } from './workspaces.ts'

/** A conversation waits for it. */
const withinMs = 2_000

export function createQuotedBy(api: SlackApi, workspaces: Workspaces) {
  return async ({ id, replyTo }: Incoming): Promise<Quoted | undefined> => {
    const { channel, thread } = addressOf(replyTo)
    // The key of a message ends with its own time: this one began the thread itself.
    if (!thread || id.endsWith(`:${thread}`)) return undefined
    const { token, botUser } = await workspaces.get(teamOfReply(replyTo))
    const asked = { channel, ts: thread, limit: 1, inclusive: true }
    const found = await api.call('conversations.replies', asked, token, { withinMs })
    const root = found.kind === 'ok' ? jsonAt(found.body, 'messages', 0) : undefined
    if (!root) return undefined
    const said = textAt(root, 'text') ?? ''
    // A line that people say is neither code nor a table, and what was said to us was answered then.
    const isWorthReading = /[\n`]/.test(said) && !isMentioned(said, botUser)
    const text = isWorthReading ? readText(said, botUser) : ''
    const files = listAt(root, 'files').map(fileOf)
    return text || files.length > 0 ? { text, files } : undefined
  }
}
