// Whom somebody means: an account, a mention, or a name that only one person here has.
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { AccountKey } from '../domain/person.ts'
import { readAccounts, readAccountsOf } from '../store/identity/account-rows.ts'
import { listMembers, type MemberRow, readMembers } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'

export type FoundPerson = MemberRow & { accounts: AccountKey[] }

const mostMeant = 20

export async function findPerson(store: Store, org: string, who: string, asker: AccountKey): Promise<FoundPerson> {
  const meant = who.trim()
  const account = accountIn(meant, asker)
  const members = account ? await byAccount(store, org, account) : await byName(store, org, meant)
  const accounts = await readAccountsOf(
    store.sql,
    members.map((one) => one.person),
  )
  const accountsOf = (person: string) => accounts.filter((one) => one.person === person).map((one) => one.key)
  const [only, ...others] = members
  if (!only)
    throw new BellhopError('not_found', `I know nobody here by “${escapeMarkdown(meant.slice(0, 80))}”.`, { nextStep })
  if (others.length === 0) return { ...only, accounts: accountsOf(only.person) }
  const choices = members.slice(0, 5).map((one) => `${escapeMarkdown(one.name)} (${accountsOf(one.person).join(', ')})`)
  throw new BellhopError('invalid', `Several people here match: ${choices.join('; ')}.`, {
    nextStep: 'Name the one you mean by an account.',
  })
}

const nextStep = 'See everybody with `/admin users`.'

/** `slack:T1:U1` as it is; a mention is somebody of the asker's own Slack. */
function accountIn(meant: string, asker: AccountKey): AccountKey | undefined {
  if (/^[a-z]+:\S+$/.test(meant)) return meant
  const team = /^slack:([A-Z0-9]+):/.exec(asker)?.[1]
  const user = /^@([UW][A-Z0-9]{2,})$/.exec(meant)?.[1]
  return team && user ? `slack:${team}:${user}` : undefined
}

async function byAccount(store: Store, org: string, account: AccountKey): Promise<MemberRow[]> {
  const person = (await readAccounts(store.sql, [account])).get(account)?.person
  if (!person) return []
  return [...(await store.inOrgSql(org, (sql) => readMembers(sql, [person]))).values()]
}

/** Who has exactly that name, unless it is part of somebody's longer one: names are chosen freely. Else whose name holds it. */
async function byName(store: Store, org: string, typed: string): Promise<MemberRow[]> {
  const name = typed.replace(/^@/, '').toLowerCase()
  if (name === '') return []
  const members = await store.inOrgSql(org, (sql) => listMembers(sql, name, mostMeant))
  const called = members.map((one) => ({ member: one, own: one.name.toLowerCase() }))
  const isExact = called.some(({ own }) => own === name)
  const meant = called.filter(({ own }) => !isExact || ` ${own} `.includes(` ${name} `))
  return meant.map(({ member }) => member)
}
