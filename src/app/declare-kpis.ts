// The commands about KPIs, given what they need of this installation.
import { kpi } from '../commands/kpi/kpi.ts'
import { kpiDefine } from '../commands/kpi/kpi-define.ts'
import { kpiDiscard } from '../commands/kpi/kpi-discard.ts'
import { kpiImport } from '../commands/kpi/kpi-import.ts'
import { kpiImports } from '../commands/kpi/kpi-imports.ts'
import { kpiKeep } from '../commands/kpi/kpi-keep.ts'
import type { Call, KpiOptions } from '../commands/kpi/kpi-options.ts'
import { kpiRemove } from '../commands/kpi/kpi-remove.ts'
import { kpiSample } from '../commands/kpi/kpi-sample.ts'
import { kpiTimezone } from '../commands/kpi/kpi-timezone.ts'
import { kpiUndo } from '../commands/kpi/kpi-undo.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import type { AnyTool } from '../domain/tool.ts'
import { zoneSetting } from '../kpi/create-kpis.ts'
import { writeSample } from '../kpi/write-sample.ts'
import type { KpiIntake, Kpis } from '../ports/kpis.ts'
import { systemClock } from '../ports/system-clock.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import { dropKpiImport, keepKpiImport, listKpiImports, moveKpiImport } from '../store/kpi/kpi-import-rows.ts'
import { deleteKpiSeries, saveKpiSeries } from '../store/kpi/kpi-rows.ts'
import type { Store } from '../store/open-store.ts'
import { readSetting, saveSetting } from '../store/setting-rows.ts'
import type { Sql } from '../store/sql.ts'
import { importKpis } from '../tools/import-kpis.ts'
import type { FetchFile } from '../tools/take-files.ts'

type Options = {
  store: Store
  /** get_company_kpis */
  seen: AnyTool
  kpis: Kpis & KpiIntake
  fetchFile: FetchFile
}

export function kpiCommands({ store, seen, kpis, fetchFile }: Options): CommandDeclaration[] {
  const options: KpiOptions = {
    imports: (org, limit, id) => store.inOrgSql(org, (sql) => listKpiImports(sql, limit, id)),
    series: kpis.series,
    keep: (call, id) => commit(call, async (sql) => mustBe(await keepKpiImport(sql, id))),
    undo: (call, id) => commit(call, async (sql) => mustBe(await moveKpiImport(sql, id, ['kept'], 'undone'))),
    discard: (call, id) => commit(call, async (sql) => mustBe(await dropKpiImport(sql, id))),
    define: (call, org, traits) =>
      commit(call, async (sql) => void (await saveKpiSeries(sql, org, { ...traits, isDefined: true }))),
    remove: (call, id) => commit(call, async (sql) => mustBe(await deleteKpiSeries(sql, id))),
    async sample(call, org) {
      const today = await kpis.today(org)
      commit(call, (sql) => writeSample(sql, org, call.caller.person, today))
    },
    zone: async (org) => (await store.inOrgSql(org, (sql) => readSetting(sql, zoneSetting))) ?? 'UTC',
    setZone: (call, org, zone) => commit(call, (sql) => saveSetting(sql, org, zoneSetting, zone)),
  }
  return [
    kpi(seen),
    kpiImport(importKpis(kpis, fetchFile)),
    ...[kpiImports, kpiKeep, kpiDiscard, kpiUndo, kpiDefine, kpiRemove, kpiSample].map((command) => command(options)),
    kpiTimezone(options, systemClock.now),
  ]
}

function commit({ change }: Call, work: (sql: Sql) => Promise<void>): void {
  change((tx) => work(sqlIn(asOrgTransaction(tx))))
}

/** Somebody else was faster. */
function mustBe(done: unknown): void {
  if (!done) throw new BellhopError('conflict', 'Somebody else has decided that meanwhile. See `/kpi imports`.')
}
