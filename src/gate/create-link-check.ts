// A tool that acts for somebody at a provider needs their account there. Without it the request waits for the link and then goes on.
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { type ProviderName, providerLabels } from '../domain/provider.ts'
import { type Reply, whisper } from '../domain/reply.ts'
import type { OrgTransaction } from '../store/in-org.ts'
import type { NewJob } from '../store/router/job-rows.ts'
import { type Check, passes, type Request, type ToJob } from './check.ts'
import { parseInput } from './parse-input.ts'

/** How somebody is asked to link; the request that waits commits with the reply. */
export type LinkAsked = { reply: Reply; change?: (tx: OrgTransaction) => Promise<void> }

export type LinkCheckParts = {
  isLinked(person: string, provider: ProviderName): Promise<boolean>
  ask(asked: {
    caller: Caller
    incoming: Incoming
    provider: ProviderName
    key: string
    /** What goes on once it is linked. */
    waiting: NewJob
  }): LinkAsked
  toJob: ToJob
}

export function createLinkCheck(parts: LinkCheckParts): Check {
  return async (request) => {
    const { tool, caller } = request
    const provider = tool.needs
    if (!provider || (caller.person && (await parts.isLinked(caller.person, provider)))) return passes
    const label = providerLabels[provider]
    const verdict = { passes: false as const, reason: `needs an account at ${label}`, asks: `your account at ${label}` }
    return { ...verdict, ...askFor(parts, request, provider) }
  }
}

function askFor(parts: LinkCheckParts, request: Request, provider: ProviderName): LinkAsked {
  const { tool, caller, incoming, key, correlation, isDryRun } = request
  const label = providerLabels[provider]
  if (!incoming || isDryRun || caller.scopes)
    return { reply: whisper(`That needs your account at ${label}: type \`/link ${provider}\` in the chat.`) }
  const input = parseInput(tool, request.input)
  const title = (tool.summarize?.(input) ?? tool.description).replace(/\.$/, '')
  const waiting = parts.toJob({ tool: tool.name, input: request.input, caller, incoming, key, title }, correlation)
  return parts.ask({ caller, incoming, provider, key, waiting })
}
