// The databases of others that this installation may ask, as long as one organisation alone lives here.
import type { Config } from '../domain/config.ts'
import { createSqlSources } from '../integrations/create-sql-sources.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import { readOrgsWithWorkspaces } from '../store/identity/account-rows.ts'
import type { Store } from '../store/open-store.ts'

export function openSqlSources({ sqlSources }: Config, store: Pick<Store, 'sql'>): SqlSources {
  return createSqlSources({
    sources: sqlSources,
    async isAlone(org) {
      const all = await readOrgsWithWorkspaces(store.sql)
      return all.length === 1 && all[0] === org
    },
  })
}
