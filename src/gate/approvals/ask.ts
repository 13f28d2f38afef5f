// A call that needs approval is kept instead of run, and whoever may agree is asked.
import { randomUUID } from 'node:crypto'
import { type ApprovalRule, describeWho, mayAnswer } from '../../domain/approval.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Incoming } from '../../domain/incoming.ts'
import type { Caller } from '../../domain/person.ts'
import { whisper } from '../../domain/reply.ts'
import { type AnyTool, type Asked, effectOf, type Target } from '../../domain/tool.ts'
import { insertApproval, type NewApproval } from '../../store/gate/approval-rows.ts'
import { type OrgTransaction, sqlIn } from '../../store/in-org.ts'
import type { NewOutboxRow } from '../../store/router/outbox-rows.ts'
import type { Request, Verdict } from '../check.ts'
import { passes } from '../check.ts'
import { deedOf } from '../dry-run.ts'
import { parseInput } from '../parse-input.ts'
import { canonical, digestOf } from './binding.ts'
import { openCard, placesOf, planCards, whoCan } from './cards.ts'
import { writeOut } from './conclude.ts'
import { findRule, needOf } from './find-rule.ts'
import type { Parts } from './parts.ts'

/** Nobody may agree to more than a card can show. */
const longestSummary = 1_500

export async function ask(parts: Parts, request: Request): Promise<Verdict> {
  const { tool, caller, incoming } = request
  const { org, person } = caller
  if (tool.approval === undefined && tool.effect === 'read') return passes
  // As it will come back from where it is kept, so that what is approved is what runs.
  const input: unknown = JSON.parse(canonical(request.input))
  const parsed = parseInput(tool, input)
  if (effectOf(tool, parsed) === 'read' && tool.approval === undefined) return passes
  if (!org) return askWhereNobodyIs(tool, { input: parsed, caller })
  const rule = await findRule(parts.store, org, tool, { input: parsed, caller })
  if (!rule) return passes
  const people = await parts.ranks.people(org)
  const nameOf = (one: string) => people.find((each) => each.person === one)?.name ?? 'somebody'
  const asks = `the approval of ${escapeMarkdown(describeWho(rule, nameOf))}`
  const able = people.filter((one) => mayAnswer(rule, one) && !(rule.fourEyes && one.person === person))
  if (!person || !incoming || able.length < rule.count) {
    const reason = person && incoming ? 'nobody could approve it' : 'approvals are asked by people, in chat'
    const text = `That needs ${asks}, and ${able.length < rule.count ? 'there are not enough such people here' : 'it can only be asked in chat'}. Nothing was done.`
    return { passes: false, reason, reply: whisper(text) }
  }
  const summary = deedOf(tool, parsed)
  if (summary.length > longestSummary)
    throw new BellhopError('invalid', 'That is too long for anybody to approve: a card could not show all of it.')
  const target = await tool.target?.({ input: parsed, caller })
  const bound = bind(parts, { ...request, incoming, input, asker: { ...caller, org, person }, rule, summary, target })
  const places = [
    incoming.replyTo,
    ...(await placesOf(
      parts,
      org,
      able.map((one) => one.person),
    )),
  ]
  const card = openCard(bound, caller.name, whoCan(rule, nameOf))
  const { rows, cards } = planCards(parts, places, card, request.correlation)
  const row: NewApproval = { ...bound, digest: digestOf(org, bound), cards: JSON.stringify(cards) }
  return {
    ...{ passes: false, reason: 'waits for approval', asks, approval: bound.id },
    reply: { audience: 'everyone', parts: [] },
    change: (tx) => keep(tx, org, row, rows),
  }
}

/** A place without an org has nobody who could agree, so what asks for it does not run there. */
async function askWhereNobodyIs(tool: AnyTool, asked: Asked<unknown>): Promise<Verdict> {
  if (!(await needOf(tool, asked))) return passes
  const text =
    'That needs an approval, and this place belongs to no organisation that could give one. Nothing was done.'
  return { passes: false, reason: 'nobody could approve it', reply: whisper(text) }
}

type Binding = Omit<Request, 'incoming'> & {
  incoming: Incoming
  asker: Caller & { person: string }
  rule: ApprovalRule
  summary: string
  target: Target | undefined
}

function bind(parts: Parts, asked: Binding): Omit<NewApproval, 'digest' | 'cards'> {
  const { tool, input, asker, incoming, key, rule, summary, target, correlation } = asked
  const id = randomUUID()
  const now = parts.clock.now()
  const errand = { tool: tool.name, input, caller: asker, incoming, key, title: summary, approval: id }
  return {
    id,
    tool: tool.name,
    input: canonical(input),
    target: target ? canonical(target) : null,
    summary,
    asker: asker.person,
    account: asker.account,
    place: incoming.conversation,
    rule: canonical(rule),
    errand: JSON.stringify({ ...parts.toJob(errand, correlation), id }),
    needed: rule.count,
    correlation,
    createdAt: new Date(now),
    expiresAt: new Date(now + rule.withinMs),
  }
}

async function keep(tx: OrgTransaction, org: string, row: NewApproval, rows: NewOutboxRow[]): Promise<void> {
  await insertApproval(sqlIn(tx), org, row)
  await writeOut(org, tx, rows, [])
}
