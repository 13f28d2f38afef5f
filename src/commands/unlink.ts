// Takes an account away from the person it was linked to; what a provider allowed us is given back to it.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { AccountKey, Caller } from '../domain/person.ts'
import { isProviderName, placeLabel, providerLabels } from '../domain/provider.ts'
import { type Reply, whisper } from '../domain/reply.ts'

type Account = { key: AccountKey; name: string }

export type UnlinkOptions = {
  accountsOf(person: string): Promise<Account[]>
  /** True when the provider was told that we let go. */
  revoke(account: AccountKey): Promise<boolean>
  write(transaction: unknown, caller: Caller, account: AccountKey, key: string): Promise<void>
}

const schema = z.object({
  account: z
    .string()
    .optional()
    .describe('google, telegram, or the account as `/whoami` shows it; nothing to see them'),
})

export function unlink(options: UnlinkOptions): CommandDeclaration {
  return defineCommand({
    name: 'unlink',
    summary: 'Takes a linked account away from you',
    group: 'Getting started',
    examples: ['unlink', 'unlink google'],
    permission: 'viewer',
    effect: 'write',
    // Whoever is let go may come back as somebody else's account, and be asked for that one's codes.
    stepUp: 'enrolled',
    looks: (input) => !schema.parse(input).account?.trim(),
    summarize: ({ account }) =>
      account ? `take the account ${account} away from you` : 'show which accounts are yours',
    args: { rest: 'account', schema },
    async run({ input, caller, change, key }) {
      const { account: wanted = '' } = schema.parse(input)
      const accounts = caller.person ? await options.accountsOf(caller.person) : []
      if (wanted.trim() === '') return choose(accounts)
      const account = pick(accounts, wanted.trim())
      if (!isAtProvider(account) && accounts.filter((one) => !isAtProvider(one)).length < 2)
        throw new BellhopError('conflict', 'That is the only account by which I know you in a chat.', {
          nextStep: 'Link another one first, with `/link`.',
        })
      const wasTold = isAtProvider(account) ? await options.revoke(account.key).catch(() => false) : undefined
      change((transaction) => options.write(transaction, caller, account.key, key))
      return whisper(
        [`${nameOf(account)} is no longer yours here, from the next message on.`, remark(account, wasTold)]
          .join(' ')
          .trim(),
      )
    },
  })
}

function choose(accounts: Account[]): Reply {
  if (accounts.length < 2) return whisper('You have no linked account: nothing to take away. `/link` links one.')
  const buttons = accounts.map((account) => ({
    label: `Unlink ${placeLabel(account.key)}: ${account.name}`.slice(0, 70),
    action: 'run',
    value: `unlink ${account.key}`,
    style: 'danger' as const,
  }))
  return {
    audience: 'asker',
    parts: [...whisper('Which account shall I take away from you?').parts, { kind: 'buttons', buttons }],
  }
}

function pick(accounts: Account[], wanted: string): Account {
  const exact = accounts.find((account) => account.key === wanted)
  const ofKind = accounts.filter((account) => account.key.startsWith(`${wanted.toLowerCase()}:`))
  const [only] = ofKind
  if (exact) return exact
  if (only && ofKind.length === 1) return only
  throw new BellhopError(
    'not_found',
    ofKind.length > 1 ? 'You have several accounts there.' : 'You have no such account.',
    {
      nextStep: '`/unlink` shows all of them.',
    },
  )
}

function isAtProvider({ key }: Account): boolean {
  return isProviderName(key.split(':')[0] ?? '')
}

function nameOf({ key, name }: Account): string {
  return `${escapeMarkdown(name)} (${placeLabel(key)}, ${key})`
}

function remark({ key }: Account, wasTold: boolean | undefined): string {
  const provider = key.split(':')[0] ?? ''
  if (wasTold === undefined || !isProviderName(provider)) return 'There I know you as nobody until you link it again.'
  const label = providerLabels[provider]
  return wasTold
    ? `${label} knows that I may do nothing for you any more.`
    : `I forgot what ${label} allowed me, but could not tell them: remove Bellhop in your ${label} account too.`
}
