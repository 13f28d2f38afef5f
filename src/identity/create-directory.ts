// Who is this? Turns the sender of an event into the person behind it, with the role that person has here, now.
import { randomUUID } from 'node:crypto'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { AccountKey, Caller, Role } from '../domain/person.ts'
import { settings } from '../domain/settings.ts'
import { readPolicyVersion } from '../store/gate/policy-rows.ts'
import { type AccountRow, insertAccount, readAccounts, readOrgs } from '../store/identity/account-rows.ts'
import { insertMember, readMembers } from '../store/identity/member-rows.ts'
import { asPlatform } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { readSetting } from '../store/setting-rows.ts'
import { storable } from '../store/storable.ts'
import { callerOfKey, isKeyAccount } from './api-keys/caller-of-key.ts'
import { batched } from './batched.ts'

export type Directory = { callerOf(incoming: Incoming): Promise<Caller> }

type Options = {
  /** Accounts that are owners wherever they write. */
  owners: ReadonlySet<AccountKey>
  /** What a person of an installed workspace is on first sight. */
  newcomer: Role
}

export function createDirectory(store: Store, options: Options): Directory {
  const orgOf = batched((workspaces) => readOrgs(store.sql, workspaces))
  const accountOf = batched((keys) => readAccounts(store.sql, keys))
  const memberOf = batchedIn((org, people) => store.inOrgSql(org, (sql) => readMembers(sql, people)))
  const versionOf = batchedIn(async (org) => new Map([[org, await store.inOrgSql(org, readPolicyVersion)]]))

  /** Who is nobody here asks for the state of the org's policy by itself: a member comes with it. */
  async function strangerIn(org: string, caller: Caller): Promise<Caller> {
    return { ...caller, org, policyVersion: (await versionOf(org, org)) ?? 0 }
  }

  async function welcome(org: string, account: AccountKey, name: string): Promise<AccountRow | undefined> {
    const person = randomUUID()
    const role = options.owners.has(account) ? 'owner' : await newcomerIn(store, org, options.newcomer)
    if (role === 'stranger') return undefined
    // Another worker may see the same newcomer at this moment: the first one counts.
    await store
      .inOrgSql(org, async (sql) => {
        await insertMember(sql, org, { person, name, role })
        await sql(asPlatform)
        if (!(await insertAccount(sql, { key: account, person, name })))
          throw new BellhopError('conflict', 'Somebody else welcomed this account.')
      })
      .catch((error) => {
        if (toBellhopError(error).code !== 'conflict') throw error
      })
    return accountOf(account)
  }

  return {
    async callerOf({ workspace, sender }) {
      const { account, isStranger } = sender
      if (isKeyAccount(account)) return callerOfKey(store, options.owners, account)
      const name = storable(sender.name).slice(0, 200)
      const stranger: Caller = { account, person: null, name, org: null, role: 'stranger' }
      const org = await orgOf(workspace)
      if (!org) return stranger
      const isOwner = options.owners.has(account)
      const known =
        (await accountOf(account)) ?? (isStranger && !isOwner ? undefined : await welcome(org, account, name))
      if (!known?.person) return strangerIn(org, stranger)
      const member = await memberOf(org, known.person)
      if (!member) return strangerIn(org, { ...stranger, person: known.person, ...(isOwner ? { role: 'owner' } : {}) })
      const { name: own, policyVersion } = member
      const caller: Caller = { ...stranger, org, person: known.person, name: own, policyVersion }
      if (isOwner) return { ...caller, role: 'owner' }
      if (isStranger) return caller
      if (member.suspended) return { ...caller, isSuspended: true }
      return { ...caller, role: member.role, ...(member.grants ? { grants: member.grants } : {}) }
    },
  }
}

async function newcomerIn(store: Store, org: string, usual: Role): Promise<Role> {
  const set = await store.inOrgSql(org, (sql) => readSetting(sql, settings.newcomers.key))
  return set === undefined || !settings.newcomers.isOk(set) ? usual : (set as Role)
}

/** Gathers the lookups of one moment, for each org by itself. */
function batchedIn<T>(load: (org: string, keys: string[]) => Promise<Map<string, T>>) {
  const loads = new Map<string, (key: string) => Promise<T | undefined>>()
  return (org: string, key: string): Promise<T | undefined> => {
    const known = loads.get(org) ?? batched((keys) => load(org, keys))
    loads.set(org, known)
    return known(key)
  }
}
