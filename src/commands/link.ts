// Makes another account of somebody the same person: on the other chat platform, or at a provider that can vouch for them.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { isProviderName, type ProviderName, placeLabel, providerLabels, providerNames } from '../domain/provider.ts'
import { type Button, type Reply, whisper } from '../domain/reply.ts'
import type { ToolCall } from '../domain/tool.ts'
import type { Linking } from '../identity/linking/create-linking.ts'
import { isDigits, readChatToken } from '../identity/linking/link-codes.ts'
import { type Commit, type Party, partyOf, type Step } from '../identity/linking/link-step.ts'

export type LinkOptions = {
  linking: Pick<Linking, 'ask' | 'take' | 'decline' | 'answer'>
  /** Says yes to a question of either kind. */
  confirm(party: Party, id: string): Promise<Step>
  /** Writes all of it inside the transaction of a turn; rejects when somebody else was faster. */
  write(transaction: unknown, commit: Commit, key: string): Promise<void>
  /** The page behind a one-time link; nothing where this installation has no address. */
  pageAt(token: string): string | undefined
  hasProvider(provider: ProviderName): boolean
  /** Links that open the other platforms with the code in hand. */
  shortcuts(token: string, from: string): Button[]
}

const schema = z.object({
  what: z
    .string()
    .optional()
    .describe(`${providerNames.join(', ')}, or the code you were given; nothing to get one`),
})

type Call = ToolCall<Record<string, unknown>>
type Asked = { reply: Reply; commit?: Commit }

export function link(options: LinkOptions): CommandDeclaration {
  return defineCommand({
    name: 'link',
    summary: 'Links another account of yours, so that I know you there too',
    group: 'Getting started',
    usage: `[${providerNames.join('|')}|code]`,
    examples: ['link', 'link google', 'link 123456'],
    permission: 'stranger',
    effect: 'write',
    // Another account is another way in: whoever has a second factor shows it before they lend themselves.
    stepUp: 'enrolled',
    looks: (input) => !lends(String(input.what ?? '').trim()),
    summarize: () => 'begin or go on with linking an account of yours',
    isUnkept: true,
    args: { rest: 'what', schema },
    run: (call) => answer(options, call, String(call.input.what ?? '').trim()),
  })
}

/** Asking and confirming give away who somebody is; codes, digits and a no only answer what was asked. */
function lends(what: string): boolean {
  const [word = ''] = what.toLowerCase().split(/\s+/)
  return word === '' || word === 'confirm' || isProviderName(word)
}

/** What Telegram says when somebody opens the chat by a link that carries a code. */
export function redeem(options: LinkOptions, call: Call, typed: string): Promise<Reply> | undefined {
  return readChatToken(typed) ? answer(options, call, typed) : undefined
}

async function answer(options: LinkOptions, call: Call, what: string): Promise<Reply> {
  const { linking } = options
  const party = asParty(call)
  const [word = '', id = ''] = what.toLowerCase().split(/\s+/)
  const settle = (step: Step) => settled(options, call, step)
  if (what === '') return askInChat(options, call, party)
  if (isProviderName(word)) {
    const { reply, commit } = askAtProvider(options, party, word)
    if (commit) call.change((transaction) => options.write(transaction, commit, call.key))
    return reply
  }
  if (isDigits(what)) return settle(await linking.answer(party, what))
  if ((word === 'confirm' || word === 'no') && z.uuid().safeParse(id).success)
    return settle(await (word === 'confirm' ? options.confirm(party, id) : linking.decline(party, id)))
  if (readChatToken(what)) return settle(await linking.take(party, what))
  throw new BellhopError('invalid', 'That is no code of mine, and no provider I know.', {
    nextStep: `Type \`/link\` alone for a code, or one of ${providerNames.map((name) => `\`/link ${name}\``).join(', ')}.`,
  })
}

function askInChat(options: LinkOptions, call: Call, party: Party): Reply {
  const step = options.linking.ask(party, 'chat')
  const token = step.token
  if (!token) return settled(options, call, step)
  const reply = settled(options, call, {
    ...step,
    text: `Within ten minutes, type this to me with your other account:\n\n\`link ${token}\`\n\nI will ask you there, show six digits, and you type them here. Keep the code to yourself: I only link accounts of one person.`,
  })
  const buttons = options.shortcuts(token, party.account)
  return buttons.length > 0 ? { ...reply, parts: [...reply.parts, { kind: 'buttons', buttons }] } : reply
}

/** Also how a request that needs the account asks for it; `waiting` then goes on once it is linked. */
export function askAtProvider(options: LinkOptions, party: Party, provider: ProviderName, waiting?: string): Asked {
  const label = providerLabels[provider]
  const variable = provider.toUpperCase()
  if (!options.hasProvider(provider))
    throw new BellhopError('conflict', `${label} is not connected here.`, {
      nextStep: `Whoever runs this Bellhop can set ${variable}_CLIENT_ID and ${variable}_CLIENT_SECRET.`,
    })
  if (!options.pageAt(''))
    throw new BellhopError('conflict', `Linking ${label} opens a page, and this Bellhop has no address of its own.`, {
      nextStep: 'Whoever runs it can set PUBLIC_URL.',
    })
  const { token, commit, text } = options.linking.ask(party, provider, waiting)
  const url = token && options.pageAt(token)
  if (!url || !commit) return { reply: whisper(text) }
  const why = waiting ? `For that I need your account at ${label}. ` : ''
  const after = waiting ? ' Then I go on with what you asked for.' : ''
  const { audience, parts } = whisper(
    `${why}Open this page within ten minutes and sign in with ${label}. It then shows six digits: type them here as it says.${after} The link is for you alone and works once.`,
  )
  return {
    reply: { audience, parts: [...parts, { kind: 'buttons', buttons: [{ label: `Link ${label}`, url }] }] },
    commit,
  }
}

function settled(options: LinkOptions, call: Call, step: Step): Reply {
  const { commit } = step
  if (commit) call.change((transaction) => options.write(transaction, commit, call.key))
  const reply = whisper(step.text)
  if (step.kind !== 'taken' || !step.row) return reply
  const { id, asker } = step.row
  const buttons: Button[] = [
    { label: `Yes, I asked in ${placeLabel(asker)}`, action: 'run', value: `link confirm ${id}`, style: 'primary' },
    { label: 'No, not me', action: 'run', value: `link no ${id}`, style: 'danger' },
  ]
  return { ...reply, parts: [...reply.parts, { kind: 'buttons', buttons }] }
}

function asParty({ caller, incoming }: Call): Party {
  if (!incoming) throw new BellhopError('invalid', 'Accounts can only be linked in a chat.')
  return partyOf(caller, incoming.workspace)
}
