// The commands about dashboards, given what they need of this installation.
import { dashboard } from '../commands/dashboard/dashboard.ts'
import { dashboardList } from '../commands/dashboard/dashboard-list.ts'
import { type Call, type DashboardOptions, markOf } from '../commands/dashboard/dashboard-options.ts'
import { dashboardPreview } from '../commands/dashboard/dashboard-preview.ts'
import { dashboardRemove } from '../commands/dashboard/dashboard-remove.ts'
import { dashboardSave } from '../commands/dashboard/dashboard-save.ts'
import { dashboardShow } from '../commands/dashboard/dashboard-show.ts'
import { dashboardUndo } from '../commands/dashboard/dashboard-undo.ts'
import { createDashboards, saveDashboard, undoDashboard } from '../dashboards/create-dashboards.ts'
import { readDashboard } from '../dashboards/read-dashboard.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { filesOf } from '../domain/incoming.ts'
import type { Artifacts } from '../ports/artifacts.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import type { Kpis } from '../ports/kpis.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import { keeping } from '../tools/keeping.ts'
import { findDashboard, loadDashboard, previewDashboard } from '../tools/load-dashboard.ts'
import { madeOfDashboard } from '../tools/made-of-dashboard.ts'
import type { FetchFile } from '../tools/take-files.ts'

type Options = {
  store: Store
  charts: ChartRenderer
  kpis: Kpis
  fetchFile: FetchFile
  artifacts: Pick<Artifacts, 'keep'>
}

const largestFile = 100_000

export function dashboardCommands({ store, charts, kpis, fetchFile, artifacts }: Options): CommandDeclaration[] {
  const dashboards = createDashboards(store)
  const options: DashboardOptions = {
    all: dashboards.all,
    find: findDashboard,
    read: readDashboard,
    async attached(incoming) {
      const [file] = incoming ? filesOf(incoming) : []
      if (!incoming || !file) return incoming?.quoted?.text
      if (file.bytes > largestFile) throw new BellhopError('invalid', 'A dashboard’s file is far smaller than that.')
      return (await fetchFile(incoming, file)).toString('utf8')
    },
    preview: (org, spec, signal) => previewDashboard({ kpis, renderer: charts }, org, spec, signal),
    save: (call, org, name, text) => commit(call, (sql) => saveDashboard(sql, org, name, text, call.caller.person)),
    undo: (call, org, name, of) =>
      commit(call, (sql) => undoDashboard(sql, org, name, (now) => of === undefined || markOf(now) === of)),
  }
  return [
    dashboard(keeping(loadDashboard({ dashboards, kpis, renderer: charts }), artifacts, madeOfDashboard)),
    ...[dashboardList, dashboardShow, dashboardPreview, dashboardSave, dashboardRemove, dashboardUndo].map((command) =>
      command(options),
    ),
  ]
}

function commit({ change }: Call, work: (sql: Sql) => Promise<void>): void {
  change((tx) => work(sqlIn(asOrgTransaction(tx))))
}
