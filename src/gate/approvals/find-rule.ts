// Which rule a call falls under: what its tool asks for, and what the org asks for besides.
import { z } from 'zod'
import {
  type ApprovalNeed,
  type ApprovalRule,
  describeWho,
  mayAnswer,
  peopleNeeded,
  ruleFrom,
} from '../../domain/approval.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { AnyTool, Asked } from '../../domain/tool.ts'
import type { OrgPerson } from '../../identity/list-people.ts'
import type { Store } from '../../store/open-store.ts'
import { readSetting } from '../../store/setting-rows.ts'

const who = z.union([
  z.strictObject({ role: z.enum(['owner', 'admin', 'member', 'viewer']) }),
  z.strictObject({ people: z.array(z.uuid()).min(1) }),
])
const need = z.strictObject({
  by: who,
  count: z.number().int().min(1),
  fourEyes: z.boolean(),
  withinMs: z.number().min(1),
})

export const settingStart = 'approval:'

export async function findRule(
  store: Store,
  org: string,
  tool: AnyTool,
  asked: Asked<unknown>,
): Promise<ApprovalRule | undefined> {
  const own = await needOf(tool, asked)
  const kept = await store.inOrgSql(org, (sql) => readSetting(sql, settingStart + tool.name))
  return ruleFrom([own, kept === undefined ? undefined : readNeed(kept)].filter((one) => one !== undefined))
}

/** What the tool itself asks for. */
export async function needOf(tool: AnyTool, asked: Asked<unknown>): Promise<ApprovalNeed | undefined> {
  return typeof tool.approval === 'function' ? tool.approval(asked) : tool.approval
}

/** A rule that cannot be read is no reason to do without one: this throws. */
export function readNeed(text: string): ApprovalNeed {
  return need.parse(JSON.parse(text))
}

/** Why nobody could ever satisfy this rule, or only one person could; undefined when it can work. */
export function whyImpossible(rule: ApprovalRule, people: OrgPerson[]): string | undefined {
  const able = people.filter((one) => mayAnswer(rule, one))
  const needed = peopleNeeded(rule)
  if (able.length >= needed) return undefined
  const nameOf = (person: string) => people.find((one) => one.person === person)?.name ?? 'somebody unknown'
  const asks = `That asks for ${escapeMarkdown(describeWho(rule, nameOf))}`
  const [only] = able
  if (!only) return `${asks}, and there is nobody like that here.`
  if (able.length === 1 && rule.fourEyes)
    return `${asks}, and ${escapeMarkdown(only.name)} is the only one here who could: nobody approves what they asked for themselves.`
  return `${asks}, and only ${able.length} here could; it takes ${needed}${rule.fourEyes ? ', since one of them may be the asker' : ''}.`
}
