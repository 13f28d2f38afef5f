// The way back in for whoever has the machine: `npm run admin -- users`, `npm run admin -- owner slack:T1:U1`. What it changes is audited.
import { userInfo } from 'node:os'
import { loadConfig } from '../src/config.ts'
import { newCorrelation } from '../src/domain/correlation.ts'
import { BellhopError, toBellhopError } from '../src/domain/errors.ts'
import { readAccounts, readAccountsOf, readEveryOrg } from '../src/store/identity/account-rows.ts'
import { deleteFactor } from '../src/store/identity/factor-rows.ts'
import { listMembers, setRole } from '../src/store/identity/member-rows.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { type AuditRecord, insertAudit } from '../src/store/router/tenant-rows.ts'

const usage =
  'Say what to do: "npm run admin -- users", or, of an account such as slack:T1:U1, "npm run admin -- owner <account>" or "npm run admin -- reset-factor <account>".'

try {
  const config = loadConfig()
  const place = config.database ? { databaseUrl: config.database.url.reveal() } : { dataDir: config.dataDir }
  const store = await openStore(place)
  try {
    for (const line of await run(store, process.argv.slice(2))) console.log(line)
  } finally {
    await store.close()
  }
} catch (thrown) {
  const error = toBellhopError(thrown)
  console.error([error.message, error.nextStep].filter(Boolean).join('\n'))
  process.exitCode = 1
}

async function run(store: Store, [what, account]: string[]): Promise<string[]> {
  if (what === 'users') return listUsers(store)
  if (what === 'owner' && account) return [await makeOwner(store, account)]
  if (what === 'reset-factor' && account) return [await resetFactor(store, account)]
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
