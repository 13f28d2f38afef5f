// Every command Bellhop comes with, each given what it needs of this installation.

import type { Keeper } from '../artifacts/create-artifacts.ts'
import { adminBots } from '../commands/admin/admin-bots.ts'
import { adminFeedback } from '../commands/admin/admin-feedback.ts'
import { adminHealth } from '../commands/admin/admin-health.ts'
import { adminMerge } from '../commands/admin/admin-merge.ts'
import { adminParked } from '../commands/admin/admin-parked.ts'
import type { SecretsOptions } from '../commands/admin/admin-secrets.ts'
import { adminStats } from '../commands/admin/admin-stats.ts'
import { adminUsers } from '../commands/admin/admin-users.ts'
import { cancel } from '../commands/cancel.ts'
import { chart, readChartText } from '../commands/chart/chart.ts'
import { feedback, type SaidFeedback } from '../commands/feedback.ts'
import { help } from '../commands/help.ts'
import { link, redeem } from '../commands/link.ts'
import { parent } from '../commands/parent.ts'
import { ping } from '../commands/ping.ts'
import { py } from '../commands/py.ts'
import type { SessionOptions } from '../commands/sessions/session-options.ts'
import { start } from '../commands/start.ts'
import { status } from '../commands/status.ts'
import { unlink } from '../commands/unlink.ts'
import type { Catalog } from '../commands/visible-commands.ts'
import { whoami } from '../commands/whoami.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { currentCorrelation } from '../domain/correlation.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { placeLabel } from '../domain/provider.ts'
import type { ToolCall } from '../domain/tool.ts'
import { createRegistry, type Registry } from '../gate/registry.ts'
import type { FactorMail } from '../identity/second-factor/create-factor-mail.ts'
import type { SecondFactor } from '../identity/second-factor/create-second-factor.ts'
import { createKpis, zoneSetting } from '../kpi/create-kpis.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import type { Check } from '../ports/health.ts'
import type { Kpis } from '../ports/kpis.ts'
import type { Sandbox } from '../ports/sandbox.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import { systemClock } from '../ports/system-clock.ts'
import { allowedBotsSetting, readAllowedBots } from '../router/create-attention.ts'
import { readUse } from '../store/audit/audit-stats.ts'
import { insertFeedback, listFeedback, saveThumb } from '../store/feedback-rows.ts'
import { readAccountsOf, readWorkspacesOf } from '../store/identity/account-rows.ts'
import { listMembers } from '../store/identity/member-rows.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { dropParked, listParked, replayParked } from '../store/router/inbox-rows.ts'
import { readOrgName } from '../store/router/tenant-rows.ts'
import { readSetting, saveSetting } from '../store/setting-rows.ts'
import { createChartSource } from '../tools/chart-source.ts'
import { drawChartTool } from '../tools/draw-chart.ts'
import { getCompanyKpis } from '../tools/get-company-kpis.ts'
import { keeping } from '../tools/keeping.ts'
import { madeOfChart } from '../tools/made-of-chart.ts'
import { type RatedReply, rateReply } from '../tools/rate-reply.ts'
import { runPython } from '../tools/run-python.ts'
import { auditCommands } from './audit-commands.ts'
import type { Core } from './create-core.ts'
import { announceCommands } from './declare-announcements.ts'
import { approvalCommands } from './declare-approvals.ts'
import { artifactCommands } from './declare-artifacts.ts'
import { dashboardCommands } from './declare-dashboards.ts'
import { dataCommands } from './declare-data.ts'
import { homeCommand } from './declare-home.ts'
import { keyCommands } from './declare-keys.ts'
import { kpiCommands } from './declare-kpis.ts'
import { policyCommands } from './declare-policy.ts'
import { declareQueries } from './declare-queries.ts'
import { scheduleCommands } from './declare-schedules.ts'
import { secondFactorCommands } from './declare-second-factor.ts'
import { sessionCommands } from './declare-sessions.ts'
import { readRunLimits, settingCommands } from './declare-settings.ts'
import { createFetchFile } from './fetch-files.ts'
import { openErrands } from './open-errands.ts'
import type { Linkage } from './open-linking.ts'
import { countWaiting } from './waiting-numbers.ts'

type Options = {
  store: Store
  core: Core
  linkage: Linkage
  secrets: SecretsOptions
  factor: SecondFactor
  mail: FactorMail | undefined
  access: SessionOptions
  charts: ChartRenderer
  sandbox: Sandbox
  artifacts: Keeper & { hasSignIn: boolean }
  sources: SqlSources
  checks(): Promise<Check[]>
  more?: CommandDeclaration[]
}

export function declareCommands(options: Options): Registry {
  const fetchFile = createFetchFile(options.core.platforms)
  const kpis = createKpis(options.store, systemClock)
  const queries = declareQueries({ ...options, intake: kpis, mayRun: options.core.gate.mayRun })
  const python = runPython({ ...options, fetchFile, limitsFor: (org) => readRunLimits(options.store, org) })
  const shownKpis = getCompanyKpis(kpis, options.charts)
  const maySeeKpis = (caller: Caller, incoming: Incoming | null) =>
    options.core.gate.mayRun(caller, shownKpis, incoming)
  const source = createChartSource({ kpis, maySeeKpis, fetchFile, queries: queries.table, read: readChartText })
  const drawing = drawChartTool(options.charts, source)
  const catalog: Catalog = {
    registry: () => registry,
    mayRun: options.core.gate.mayRun,
  }
  const registry = createRegistry({
    commands: [
      ...gettingStarted(options, catalog),
      ...errands(options),
      py(python),
      chart(keeping(drawing, options.artifacts, madeOfChart)),
      ...artifactCommands({ ...options, python }),
      ...kpiCommands({ store: options.store, seen: shownKpis, kpis, fetchFile }),
      ...queries.commands,
      ...dashboardCommands({ ...options, kpis, fetchFile }),
      ...scheduleCommands({ ...catalog, store: options.store, core: options.core }),
      ...admin(options, catalog),
      ...approvalCommands({ ...options.core, store: options.store, registry: catalog.registry }),
      ...settingCommands(options),
      ...dataCommands({ store: options.store, people: options.core.people, artifacts: options.artifacts }),
      ...announceCommands({ store: options.store, platforms: options.core.platforms }),
      adminStats(statsOn(options.store, kpis, options.charts)),
      ...policyCommands({ ...options, registry: () => registry }),
      ...keyCommands({ ...options, registry: () => registry }),
      ...sessionCommands(options),
      ...secondFactorCommands({ ...options, people: options.core.people }),
      ...(options.more ?? []),
    ],
    tools: [rateReply({ write: writeThumbs })],
  })
  return registry
}

function gettingStarted({ store, core, linkage }: Options, catalog: Catalog): CommandDeclaration[] {
  const describeCaller = async (caller: Caller) => ({
    name: caller.name,
    accounts: caller.person
      ? (await readAccountsOf(store.sql, [caller.person])).map(describeAccount)
      : [`${placeLabel(caller.account)} (${caller.account})`],
    org: (caller.org && (await store.inOrgSql(caller.org, readOrgName))) || 'none',
  })
  return [
    help(catalog),
    start({ ...catalog, redeem: (call, typed) => redeem(linkage.link, call, typed) }),
    whoami({ ...catalog, describeCaller }),
    ping(),
    link(linkage.link),
    unlink(linkage.unlink),
    homeCommand({ ...catalog, store, core, describeCaller }),
    feedback({ write: writeFeedback }),
  ]
}

function errands({ store, core }: Options): CommandDeclaration[] {
  const options = { errands: openErrands(store, core.platforms, core.ranks), now: systemClock.now }
  return [status(options), cancel(options)]
}

function admin({ store, linkage, checks }: Options, catalog: Catalog): CommandDeclaration[] {
  const workspaces = (org: string) => readWorkspacesOf(store.sql, org)
  return [
    parent(catalog, { name: 'admin', summary: 'Runs this installation', group: 'Administration', permission: 'admin' }),
    adminHealth({ checks, waiting: (besides) => countWaiting(store, besides) }),
    adminUsers({ members: (org, search, limit) => describeMembers(store, org, search, limit) }),
    ...auditCommands(store, systemClock),
    adminBots({
      list: async (org) => readAllowedBots(await store.inOrgSql(org, (sql) => readSetting(sql, allowedBotsSetting))),
      save: ({ change }, org, accounts) =>
        change((tx) => saveSetting(sqlIn(asOrgTransaction(tx)), org, allowedBotsSetting, JSON.stringify(accounts))),
    }),
    adminFeedback({ list: (org, limit) => store.inOrgSql(org, (sql) => listFeedback(sql, limit)) }),
    adminMerge({ offer: linkage.offerMerge, write: linkage.link.write }),
    adminParked({
      list: async (org, limit) => listParked(store.sql, await workspaces(org), limit),
      async replay(org, id) {
        const isBack = await replayParked(store.sql, await workspaces(org), id)
        if (isBack) store.wake.ring('inbox')
        return isBack
      },
      drop: async (org, id) => dropParked(store.sql, await workspaces(org), id),
    }),
  ]
}

function statsOn(store: Store, kpis: Pick<Kpis, 'today'>, charts: ChartRenderer): Parameters<typeof adminStats>[0] {
  const mostActs = 12
  return {
    today: kpis.today,
    use: (org, from) =>
      store.inOrgSql(org, async (sql) => readUse(sql, from, (await readSetting(sql, zoneSetting)) ?? 'UTC', mostActs)),
    draw: charts.draw,
  }
}

function writeFeedback({ input, caller: { org, person, account }, change }: ToolCall<SaidFeedback>): void {
  const said = { ...input, person, account, correlation: currentCorrelation() ?? '' }
  if (org) change((tx) => insertFeedback(sqlIn(asOrgTransaction(tx)), org, said))
}

function writeThumbs({ input, caller: { org, person, account }, change, incoming }: ToolCall<RatedReply>): void {
  const common = { person, account, reply: input.reply, correlation: currentCorrelation() ?? '' }
  const at = new Date(incoming?.at ?? systemClock.now())
  const all = [
    ...input.removed.map((thumb) => ({ about: `thumbs ${thumb}`, isTakenBack: true })),
    ...input.added.map((thumb) => ({ about: `thumbs ${thumb}`, isTakenBack: false })),
  ]
  if (!org) return
  change(async (tx) => {
    for (const thumb of all) await saveThumb(sqlIn(asOrgTransaction(tx)), org, { ...common, ...thumb, at })
  })
}

function describeAccount({ key, name }: { key: string; name: string }): string {
  return `${placeLabel(key)}: ${name} (${key})`
}

async function describeMembers(store: Store, org: string, search: string, limit: number) {
  const members = await store.inOrgSql(org, (sql) => listMembers(sql, search, limit))
  const accounts = await readAccountsOf(
    store.sql,
    members.map((member) => member.person),
  )
  return members.map((member) => ({
    ...member,
    accounts: accounts.filter((account) => account.person === member.person).map((account) => account.key),
  }))
}
