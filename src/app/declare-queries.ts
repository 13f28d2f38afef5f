// The commands about saved queries, and what they bring to charts and KPIs, given what they need of this installation.
import { kpiPull } from '../commands/kpi/kpi-pull.ts'
import { query } from '../commands/query/query.ts'
import type { QueryOptions } from '../commands/query/query-options.ts'
import { queryRemove } from '../commands/query/query-remove.ts'
import { querySave } from '../commands/query/query-save.ts'
import { queryShow } from '../commands/query/query-show.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import type { ToolCall } from '../domain/tool.ts'
import type { Gate } from '../gate/create-gate.ts'
import type { KpiIntake } from '../ports/kpis.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import { foldKpiPulls } from '../store/kpi/fold-kpi-pulls.ts'
import { keepKpiImport } from '../store/kpi/kpi-import-rows.ts'
import { deleteSavedQuery, saveQuery } from '../store/kpi/saved-query-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import { createSavedQueries } from '../tools/create-saved-queries.ts'
import { pullKpis } from '../tools/pull-kpis.ts'
import { createQueryTable, type MayRead, type QueryTable } from '../tools/query-table.ts'
import { runQuery } from '../tools/run-query.ts'

type Options = { store: Store; sources: SqlSources; intake: KpiIntake; mayRun: Gate['mayRun'] }

export type QueryDeclarations = { commands: CommandDeclaration[]; table: QueryTable }

export function declareQueries({ store, sources, intake, mayRun }: Options): QueryDeclarations {
  const queries = createSavedQueries(store, sources)
  const options: QueryOptions = {
    ...{ queries, sources },
    save: (call, org, saved) => commit(call, (sql) => saveQuery(sql, org, { ...saved, person: call.caller.person })),
    remove: (call, name) => commit(call, async (sql) => mustBe(await deleteSavedQuery(sql, name))),
  }
  const run = runQuery({ queries, sources })
  const mayRead: MayRead = ({ caller, incoming }) => mayRun(caller, run, incoming)
  const pull = pullKpis({
    ...{ queries, intake, mayRead },
    keep: (call, id) =>
      commit(call, async (sql) => {
        mustBe(await keepKpiImport(sql, id))
        await foldKpiPulls(sql, id)
      }),
  })
  return {
    commands: [query(run), querySave(options), queryShow(options), queryRemove(options), kpiPull(pull)],
    table: createQueryTable(queries, mayRead),
  }
}

function commit({ change }: Pick<ToolCall<unknown>, 'change'>, work: (sql: Sql) => Promise<void>): void {
  change((tx) => work(sqlIn(asOrgTransaction(tx))))
}

/** Somebody else was faster. */
function mustBe(done: unknown): void {
  if (!done) throw new BellhopError('conflict', 'Somebody else has changed that meanwhile.', { nextStep: 'Ask again.' })
}
