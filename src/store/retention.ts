// What keeps each table from growing without end. A test holds it against the tables there are.
import type { Sql } from './sql.ts'

/** `keep-days`, `history-days`: purged by that setting. `own`: purged by a rule of its own. Anything else says why it need not be. */
export const bounds: Record<string, 'keep-days' | 'history-days' | 'own' | `${string} ${string}`> = {
  account: 'one for each login',
  act: 'keep-days',
  announcement: 'keep-days',
  api_key: 'keep-days',
  approval: 'keep-days',
  approval_answer: 'goes with its approval',
  artifact: 'own',
  artifact_file: 'goes with its artifact',
  audit_alert: 'keep-days',
  audit_entry: 'kept for good, as its chain needs it',
  audit_head: 'one for each organisation',
  audit_seen_place: 'one for each person and place',
  build: 'kept by its own room',
  call_window: 'keep-days',
  chunk: 'goes with its document',
  conversation: 'history-days',
  document: 'kept until somebody takes it away',
  factor_mail: 'one for each person',
  erasure: 'only numbers, one for each person erased',
  feedback: 'history-days',
  inbox: 'keep-days',
  installation: 'one for each workspace',
  instance: 'one for each fact',
  job: 'keep-days',
  kpi_import: 'keep-days',
  kpi_point: 'goes with its import',
  kpi_series: 'one for each figure',
  lease: 'one for each right',
  link: 'keep-days',
  listening: 'keep-days',
  membership: 'one for each person',
  memory: 'keep-days',
  message: 'history-days',
  org: 'one for each organisation',
  outbox: 'keep-days',
  person: 'one for each person',
  policy: 'one for each organisation',
  provider_grant: 'one for each login',
  recovery_code: 'ten for each person',
  resting_lane: 'gone when its first event is settled',
  role_grant: 'keep-days',
  saved_query: 'kept until somebody takes it away',
  schedule: 'kept until somebody takes it away',
  second_factor: 'one for each person',
  setting: 'one for each setting',
  spending: 'keep-days',
  step_up: 'own',
  under_way: 'one for each right to send',
  web_session: 'keep-days',
  workspace: 'one for each workspace',
}

type Purge = (sql: Sql, days: number) => Promise<number>

const batch = 1_000

const letGo = "state in ('staged', 'undone') and created_at < @"

/** Inside an org: what is over and settled, a batch at a time. */
export const purgesOfOrg: Record<string, Purge> = {
  // Younger than that it could still be asked whether it was approved.
  approvals: purging('approval', 'id', "state <> 'open' and settled_at < @"),
  announcements: purging('announcement', 'id', "state not in ('due', 'sending') and created_at < @"),
  grants: purging('role_grant', 'id', 'until < @'),
  keys: purging('api_key', 'id', 'coalesce(revoked_at, expires_at) < @'),
  // What is staged and never kept is let go by the next import; what was undone can be had back until then.
  figures: purging('kpi_point', 'ctid', `import_id in (select id from kpi_import where ${letGo})`),
  imports: purging(
    'kpi_import',
    'id',
    `${letGo} and not exists (select from kpi_point where import_id = kpi_import.id)`,
  ),
  alerts: purging('audit_alert', '(detector, subject)', 'told_at is not null and at < @'),
}

/** Inside an org: what was said, and where. */
export const purgesOfHistory: Record<string, Purge> = {
  messages: purging('message', 'id', 'created_at < @'),
  feedback: purging('feedback', 'id', 'created_at < @'),
  conversations: purging(
    'conversation',
    'id',
    'created_at < @ and not exists (select from message where message.conversation_id = conversation.id)',
  ),
}

/** As the platform. Where a chat moved to, and who a bot is, is no passing thing. */
export const purgeMemory = purging('memory', 'name', "name ~ ':(press|album|form|question):' and created_at < @")

function purging(table: string, key: string, isOver: string): Purge {
  const columns = key.replaceAll(/[()]/g, '')
  const condition = isOver.replaceAll('@', 'now() - make_interval(days => $1)')
  return async (sql, days) => {
    const rows = await sql(
      `delete from ${table} where ${key} in (select ${columns} from ${table} where ${condition} limit $2) returning 1`,
      [days, batch],
    )
    return rows.length
  }
}
