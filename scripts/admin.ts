// The way back in for whoever has the machine: `npm run admin -- users`, `npm run admin -- owner slack:T1:U1`. What it changes is audited.
import { userInfo } from 'node:os'
import { loadConfig } from '../src/config.ts'
import { newCorrelation } from '../src/domain/correlation.ts'
import { BellhopError, toBellhopError } from '../src/domain/errors.ts'
import { readAccounts, readAccountsOf, readEveryOrg } from '../src/store/account-rows.ts'
import { listMembers, setRole } from '../src/store/member-rows.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { insertAudit } from '../src/store/tenant-rows.ts'

const usage = 'Say what to do: "npm run admin -- users", or "npm run admin -- owner <account>" such as slack:T1:U1.'

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
  const known = (await readAccounts(store.sql, [account])).get(account)
  if (!known?.person)
    throw new BellhopError(
      'not_found',
      `Nobody with the account ${account} has written to this Bellhop yet. See who has: npm run admin -- users`,
    )
  const { person } = known
  let changed = 0
  for (const org of await readEveryOrg(store.sql)) {
    await store.inOrgSql(org, async (sql) => {
      if (!(await setRole(sql, person, 'owner'))) return
      changed++
      const entry = {
        person: null,
        account: `host:${userInfo().username}`,
        place: 'host',
        act: 'admin.owner',
        digest: null,
        allowed: true,
        reason: null,
      }
      await insertAudit(sql, org, [{ ...entry, result: `${account} is owner`, correlation: newCorrelation() }])
    })
  }
  if (changed === 0) throw new BellhopError('not_found', `${account} belongs to no organisation here.`)
  return `${account} is an owner now.`
}
