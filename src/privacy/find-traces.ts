// Everything by which a person can be found in what we hold.
import { readWorkspacesOf } from '../store/identity/account-rows.ts'
import { readMembers } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'
import {
  findAccounts,
  findJobThreads,
  findLinkNames,
  findPlaces,
  findThreads,
  isKnownElsewhere,
  type Traces,
} from '../store/privacy/person-traces.ts'

export async function findTraces(store: Store, org: string, person: string): Promise<Traces> {
  const found = await findAccounts(store.sql, person)
  const accounts = found.map(({ key }) => key)
  const [linkNames, jobThreads, isElsewhere] = await Promise.all([
    findLinkNames(store.sql, accounts),
    findJobThreads(store.sql, accounts),
    isKnownElsewhere(store.sql, org, person),
  ])
  const inside = await store.inOrgSql(org, async (sql) => ({
    name: (await readMembers(sql, [person])).get(person)?.name,
    places: await findPlaces(sql, accounts),
    threads: await findThreads(sql, person, accounts),
  }))
  return {
    ...{ org, person, accounts, places: inside.places },
    workspaces: isElsewhere ? await readWorkspacesOf(store.sql, org) : null,
    threads: [...new Set([...inside.threads, ...jobThreads])],
    names: [...new Set([inside.name ?? '', ...found.map(({ name }) => name), ...linkNames])].filter(Boolean),
  }
}
