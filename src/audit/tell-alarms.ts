// Tells admins of alarms that nobody was told of yet. That they were told is audited, and commits with the words to them.

import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { lengthText } from '../domain/length-text.ts'
import { referenceOf } from '../domain/reference.ts'
import type { Log } from '../ports/log.ts'
import { markTold, readUntold, readUntoldOrgs, type UntoldAlarm } from '../store/audit/audit-alert-rows.ts'
import { readWorkspacesOf } from '../store/identity/account-rows.ts'
import { asPlatform } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { insertOutbox, type NewOutboxRow } from '../store/router/outbox-rows.ts'
import { insertAudit } from '../store/router/tenant-rows.ts'
import { detectors } from './detectors/all.ts'

export type Telling = {
  store: Store
  log: Log
  /** Rows that tell the admins of this place something privately. */
  tellAdmins(workspace: string, text: string, correlation: string): Promise<NewOutboxRow[]>
}

export async function tellAlarms(telling: Telling): Promise<void> {
  for (const org of await readUntoldOrgs(telling.store.sql)) {
    const untold = await telling.store.inOrgSql(org, (sql) => readUntold(sql, org))
    for (const alarm of untold) await tell(telling, org, alarm)
  }
}

async function tell({ store, log, tellAdmins }: Telling, org: string, alarm: UntoldAlarm): Promise<void> {
  const correlation = referenceOf(`alarm ${org} ${alarm.detector} ${alarm.subject} ${alarm.at}`)
  const [workspace] = await readWorkspacesOf(store.sql, org)
  const rows = workspace ? await tellAdmins(workspace, textOf(alarm), correlation) : []
  const isOurs = await store.inOrgSql(org, async (sql) => {
    if (!(await markTold(sql, org, alarm))) return false
    await insertAudit(sql, org, [recordOf(alarm, correlation, rows.length)])
    await sql(asPlatform)
    await insertOutbox(sql, rows)
    return true
  })
  if (!isOurs) return
  log.warn({ org, detector: alarm.detector, count: alarm.count, reference: correlation }, 'a security alarm was raised')
  for (const platform of new Set(rows.map((row) => row.platform))) store.wake.ring(`outbox:${platform}`)
}

/** As admins read it; the reference is that of the last entry it is about. */
export function textOf({ detector, subject, count, withinMs, correlation, name }: UntoldAlarm): string {
  const known = detectors.find((one) => one.name === detector)
  const who = name ? escapeMarkdown(name) : `\`${subject.replaceAll('`', '')}\``
  const what = known?.sentence(who, count, lengthText(withinMs)) ?? `${detector}: ${count} times.`
  return `⚠️ ${what} See \`/admin audit --reference ${correlation}\`; \`/admin audit alerts\` shows and sets what I look for.`
}

function recordOf(alarm: UntoldAlarm, correlation: string, told: number) {
  return {
    person: null,
    account: null,
    place: null,
    act: `alert:${alarm.detector}`,
    digest: null,
    allowed: true,
    reason: `${alarm.count} times: ${alarm.subject}`,
    result: told > 0 ? 'told' : 'nobody to tell',
    correlation,
  }
}
