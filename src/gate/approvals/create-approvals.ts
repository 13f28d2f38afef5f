// Approvals: durable records of what is asked, who may agree, and until when. Buttons, commands and whatever comes later only answer them.
import { type ApprovalNeed, type ApprovalRule, ruleFrom } from '../../domain/approval.ts'
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import { type ApprovalRow, findApprovals, listApprovals } from '../../store/gate/approval-rows.ts'
import { asOrgTransaction, sqlIn } from '../../store/in-org.ts'
import { deleteSetting, readSetting, readSettings, saveSetting } from '../../store/setting-rows.ts'
import type { Check } from '../check.ts'
import { type Answering, answer, concerns, ruleOf, withdraw } from './answer.ts'
import { ask } from './ask.ts'
import { shortId } from './cards.ts'
import { expire } from './expire.ts'
import { readNeed, settingStart, whyImpossible } from './find-rule.ts'
import type { Parts } from './parts.ts'
import { verify } from './verify.ts'

/** Commits together with the end of the event that asked for it. */
type Change = (transaction: unknown) => Promise<void>

export type Approvals = {
  /** The last of the gate's checks. */
  check: Check
  /** By its id or the beginning of it. */
  find(org: string, id: string): Promise<ApprovalRow>
  answer(row: ApprovalRow, caller: Caller, said: 'approve' | 'deny', reason: string | null): Promise<Answering>
  withdraw(row: ApprovalRow, caller: Caller): Promise<Answering>
  /** Whether they asked for it, or are among those who may answer. */
  concerns(row: ApprovalRow, caller: Caller): Promise<boolean>
  list(org: string, limit: number): Promise<ApprovalRow[]>
  ruleOf(row: ApprovalRow): ApprovalRule
  /** Ends what nobody answered in time; true when there may be more. */
  expire(): Promise<boolean>
  /** What the org itself asks for before a tool runs. */
  needOf(org: string, tool: string): Promise<ApprovalNeed | undefined>
  needs(org: string): Promise<{ tool: string; need: ApprovalNeed }[]>
  /** Rejects a rule that nobody, or only one person, could satisfy. */
  require(org: string, tool: string, need: Required<ApprovalNeed>): Promise<Change>
  waive(tool: string): Change
}

export function createApprovals(parts: Parts): Approvals {
  const { store } = parts
  return {
    check: (request) => (request.approval ? verify(parts, request) : ask(parts, request)),
    async find(org, id) {
      const start = id.toLowerCase()
      const [row, other] = /^[0-9a-f-]{6,36}$/.test(start)
        ? await store.inOrgSql(org, (sql) => findApprovals(sql, start))
        : []
      if (!row) throw new BellhopError('not_found', `There is no approval ${shortId(start)} here.`, { nextStep })
      if (other) throw new BellhopError('invalid', 'More than one approval begins like that. Type more of it.')
      return row
    },
    answer: (row, caller, said, reason) => answer(parts, orgOf(caller), { row, caller, answer: said, reason }),
    withdraw: (row, caller) => withdraw(parts, orgOf(caller), row, caller),
    concerns: (row, caller) => concerns(parts, row, caller),
    list: (org, limit) => store.inOrgSql(org, (sql) => listApprovals(sql, limit)),
    ruleOf,
    expire: () => expire(parts),
    async needOf(org, tool) {
      const kept = await store.inOrgSql(org, (sql) => readSetting(sql, settingStart + tool))
      return kept === undefined ? undefined : readNeed(kept)
    },
    async needs(org) {
      const kept = await store.inOrgSql(org, (sql) => readSettings(sql, settingStart))
      return kept.map(({ name, value }) => ({ tool: name.slice(settingStart.length), need: readNeed(value) }))
    },
    async require(org, tool, need) {
      const rule = ruleFrom([need])
      const why = rule && whyImpossible(rule, await parts.ranks.people(org))
      if (why)
        throw new BellhopError('invalid', why, { nextStep: 'Give somebody that role first, or ask for fewer people.' })
      return (tx) => saveSetting(sqlIn(asOrgTransaction(tx)), org, settingStart + tool, JSON.stringify(need))
    },
    waive: (tool) => async (tx) => {
      if (!(await deleteSetting(sqlIn(asOrgTransaction(tx)), settingStart + tool)))
        throw new BellhopError('not_found', 'There is no such rule any more.')
    },
  }
}

const nextStep = 'See what waits with `/admin approvals`.'

function orgOf({ org }: Caller): string {
  if (!org)
    throw new BellhopError('forbidden', 'This place belongs to no organisation, so nothing can be approved here.')
  return org
}
