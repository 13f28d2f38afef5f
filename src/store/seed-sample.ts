// A small sample org to look at. Everything in it says that it is one, and it never mixes with real rows.

import { insertAccount, insertWorkspace } from './identity/account-rows.ts'
import { insertMember, insertOrg } from './identity/member-rows.ts'
import { asPlatform } from './in-org.ts'
import type { Store } from './open-store.ts'
import { insertMessages } from './router/tenant-rows.ts'

export const sampleOrg = '5a3b1e00-0000-4000-8000-000000000000'

const people = [
  { number: 1, name: 'Alice (sample)', role: 'owner' },
  { number: 2, name: 'Bob (sample)', role: 'admin' },
  { number: 3, name: 'Chandra (sample)', role: 'member' },
  { number: 4, name: 'Dora (sample)', role: 'viewer' },
] as const

const talk = [
  { from: 'sample:3', text: 'ping from the sample' },
  { from: null, text: 'pong from the sample' },
]

/** False when the sample was there already. */
export async function seedSample(store: Store): Promise<boolean> {
  return store.inOrgSql(sampleOrg, async (sql) => {
    const [there] = await sql('select id from org')
    if (there) return false
    await insertOrg(sql, { id: sampleOrg, name: 'Sample Company (sample)', isSample: true })
    for (const { number, name, role } of people)
      await insertMember(sql, sampleOrg, { person: personOf(number), name, role })
    const inRoom = { conversation: 'sample:general', platform: 'sample', isShared: true, correlation: 'SAMPLE' }
    for (const { from, text } of talk) await insertMessages(sql, sampleOrg, [{ ...inRoom, account: from, text }])
    await sql(asPlatform)
    await insertWorkspace(sql, { key: 'sample', platform: 'sample', org: sampleOrg, name: 'Sample (sample)' })
    for (const { number, name } of people)
      await insertAccount(sql, { key: `sample:${number}`, person: personOf(number), name })
    return true
  })
}

function personOf(number: number): string {
  return `5a3b1e00-0000-4000-8000-${String(number).padStart(12, '0')}`
}
