// The way back in for whoever has the machine: `npm run admin -- users`, `npm run admin -- owner slack:T1:U1`. What it changes is audited.
import { userInfo } from 'node:os'
import { placeOf } from '../src/app/begin-store.ts'
import { loadConfig } from '../src/config.ts'
import { newCorrelation } from '../src/domain/correlation.ts'
import { BellhopError } from '../src/domain/errors.ts'
import { readAccounts, readAccountsOf, readEveryOrg } from '../src/store/identity/account-rows.ts'
import { deleteFactor } from '../src/store/identity/factor-rows.ts'
import { listMembers, setRole } from '../src/store/identity/member-rows.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { type AuditRecord, insertAudit } from '../src/store/router/tenant-rows.ts'
import { tellFailure } from './tell-failure.ts'

const usage =
  'Say what to do: "npm run admin -- users", or, of an account such as slack:T1:U1, "npm run admin -- owner <account>" or "npm run admin -- reset-factor <account>".'

try {
  const act = actIn(process.argv.slice(2))
  const config = loadConfig()
  const store = await openStore(placeOf(config))
  try {
    for (const line of await act(store)) console.log(line)
  } finally {
    await store.close()
  }
} catch (thrown) {
  tellFailure(thrown)
}

function actIn([what, account, ...more]: string[]): (store: Store) => Promise<string[]> {
  if (what === 'users' && !account) return listUsers
  if (what === 'owner' && account && more.length === 0) return async (store) => [await makeOwner(store, account)]
  if (what === 'reset-factor' && account && more.length === 0)
    return async (store) => [await resetFactor(store, account)]
  throw new BellhopError('invalid', usage)
}

async function listUsers(store: Store): Promise<string[]> {
  const lines: string[] = []
  for (const org of await readEveryOrg(store.sql)) {
    const members = await store.inOrgSql(org, (sql) => listMembers(sql, '', 1000))
    const accounts = await readAccountsOf(
      store.sql,
      members.map((member) => member.person),
    )
    for (const member of members) {
      const own = accounts.filter((one) => one.person === member.person).map((one) => one.key)
      lines.push(`${member.role}${member.suspended ? ' (suspended)' : ''}\t${member.name}\t${own.join(', ')}`)
    }
  }
  return lines.length > 0 ? lines : ['Nobody has written to this Bellhop yet.']
}

async function makeOwner(store: Store, account: string): Promise<string> {
  const person = await personBehind(store, account)
  let changed = 0
  for (const org of await readEveryOrg(store.sql)) {
    await store.inOrgSql(org, async (sql) => {
      if (!(await setRole(sql, person, 'owner'))) return
      changed++
      await insertAudit(sql, org, [entryOf('admin.owner', `${account} is owner`)])
    })
  }
  if (changed === 0) throw new BellhopError('not_found', `${account} belongs to no organisation here.`)
  return `${account} is an owner now.`
}

/** The way back for whoever lost their phone and their recovery codes where no second admin could agree. */
async function resetFactor(store: Store, account: string): Promise<string> {
  const person = await personBehind(store, account)
  let count = 0
  for (const org of await readEveryOrg(store.sql)) {
    await store.inOrgSql(org, async (sql) => {
      if (!(await deleteFactor(sql, person))) return
      count++
      await insertAudit(sql, org, [entryOf('admin.reset-factor', `${account} has no second factor`)])
    })
  }
  if (count === 0) throw new BellhopError('not_found', `${account} has no second factor here.`)
  return `${account} has no second factor any more, and can set one up anew.`
}

async function personBehind(store: Store, account: string): Promise<string> {
  const known = (await readAccounts(store.sql, [account])).get(account)
  if (known?.person) return known.person
  throw new BellhopError(
    'not_found',
    `Nobody with the account ${account} has written to this Bellhop yet. See who has: npm run admin -- users`,
  )
}

function entryOf(act: string, result: string): AuditRecord {
  const account = `host:${userInfo().username}`
  const about = { person: null, account, place: 'host', act, digest: null }
  return { ...about, allowed: true, reason: null, result, correlation: newCorrelation() }
}
