// The saved queries of each org, over the store and the databases they ask.
import { BellhopError } from '../domain/errors.ts'
import { suggest } from '../domain/suggest.ts'
import type { SavedQueries } from '../ports/saved-queries.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import { listSavedQueries } from '../store/kpi/saved-query-rows.ts'
import type { Store } from '../store/open-store.ts'

export function createSavedQueries(store: Pick<Store, 'inOrgSql'>, sources: SqlSources): SavedQueries {
  const all: SavedQueries['all'] = (org) => store.inOrgSql(org, listSavedQueries)

  const find: SavedQueries['find'] = async (org, name) => {
    const known = await all(org)
    const found = known.find((one) => one.name === name.trim().toLowerCase())
    if (found) return found
    const names = known.map((one) => one.name)
    const near = suggest(name, names)
    throw new BellhopError('not_found', `There is no saved query “${name.slice(0, 40)}”.`, {
      nextStep: near ? `Did you mean \`${near}\`?` : 'See all of them with `/query`.',
    })
  }

  return {
    all,
    find,
    async run(org, name, how) {
      const query = await find(org, name)
      const { source, sql } = query
      return { ...query, ...(await sources.ask({ org, source, sql }, how)) }
    },
  }
}
