// Somebody answers an approval. It is settled once, in the same transaction as the job that will run what was asked.
import { type ApprovalRule, describeWho, mayAnswer } from '../../domain/approval.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Caller, Role } from '../../domain/person.ts'
import type { Reply } from '../../domain/reply.ts'
import type { OrgPerson } from '../../identity/list-people.ts'
import {
  type ApprovalAnswer,
  type ApprovalRow,
  insertAnswer,
  lockApproval,
  readAnswers,
} from '../../store/gate/approval-rows.ts'
import { whoseLogin } from '../../store/identity/whose-login.ts'
import { asOrgTransaction, type OrgTransaction, sqlIn } from '../../store/in-org.ts'
import { isIntact } from './binding.ts'
import { endingOf, openCard, replaceCards, shortId, timeOf, whoCan } from './cards.ts'
import { conclude, writeOut } from './conclude.ts'
import type { Parts } from './parts.ts'

export type Answering = {
  /** Commits together with the end of the event that brought the answer. */
  change: (transaction: unknown) => Promise<void>
  said: string
}

export type Given = { row: ApprovalRow; caller: Caller; answer: 'approve' | 'deny'; reason: string | null }

/** Whether they are who asked is looked up anew: accounts may have been found to be one human since. */
type Seen = Given & { isAsker: boolean; askers: (string | null)[]; rank: Role }

export async function answer(parts: Parts, org: string, asked: Given): Promise<Answering> {
  const { row, caller } = asked
  const askers = await askersOf(parts, row)
  const isAsker = isOneOf(askers, row, caller)
  const given: Seen = { ...asked, askers, isAsker, rank: await parts.ranks.of(caller) }
  const people = await parts.ranks.people(org)
  const nameOf = (person: string | null) => people.find((one) => one.person === person)?.name ?? 'somebody'
  refuseUnless(parts, given, nameOf)
  if (!isIntact(org, row))
    return {
      said: 'What was asked is not what is written down any more, so nobody can approve it. It is void now, and has to be asked again.',
      change: (tx) =>
        conclude(parts, org, asOrgTransaction(tx), row, { state: 'void', by: null, reason: null }, nameOf),
    }
  return {
    said: given.answer === 'deny' ? 'You denied it.' : 'You approved it.',
    change: async (transaction) => {
      const tx = asOrgTransaction(transaction)
      const sql = sqlIn(tx)
      const now = await lockApproval(sql, row.id)
      if (!now || now.digest !== row.digest || !isIntact(org, now))
        throw new BellhopError('conflict', 'It is void now.', { nextStep: 'It has to be asked again.' })
      refuseUnless(parts, { ...given, row: now }, nameOf)
      await take(parts, org, tx, { ...given, row: now }, people, nameOf)
    },
  }
}

/** Only the asker, by whatever account. */
export async function withdraw(parts: Parts, org: string, row: ApprovalRow, caller: Caller): Promise<Answering> {
  if (!isOneOf(await askersOf(parts, row), row, caller))
    throw new BellhopError('forbidden', 'Only whoever asked for it can withdraw it.', {
      nextStep: `If it should not happen, type \`deny ${shortId(row.id)}\`.`,
    })
  const people = await parts.ranks.people(org)
  const nameOf = (person: string | null) => people.find((one) => one.person === person)?.name ?? 'somebody'
  refuseSettled(row, nameOf)
  return {
    said: 'You withdrew it; nothing was done.',
    change: (tx) =>
      conclude(parts, org, asOrgTransaction(tx), row, { state: 'withdrawn', by: caller.person, reason: null }, nameOf),
  }
}

/** Whether they asked for it, or are among those who may answer. */
export async function concerns(parts: Parts, row: ApprovalRow, caller: Caller): Promise<boolean> {
  if (isOneOf(await askersOf(parts, row), row, caller)) return true
  const { person } = caller
  return person !== null && mayAnswer(ruleOf(row), { person, role: await parts.ranks.of(caller) })
}

function isOneOf(askers: (string | null)[], row: ApprovalRow, caller: Caller): boolean {
  return row.account === caller.account || askers.includes(caller.person)
}

/** Who asked, and whose the login is by now that they asked by. */
async function askersOf(parts: Parts, { asker, account }: ApprovalRow): Promise<(string | null)[]> {
  const person = await whoseLogin(parts.store.sql, account)
  return person ? [asker, person] : [asker]
}

type NameOf = (person: string | null) => string

async function take(
  parts: Parts,
  org: string,
  tx: OrgTransaction,
  given: Seen,
  people: OrgPerson[],
  nameOf: NameOf,
): Promise<void> {
  const sql = sqlIn(tx)
  const { row, caller, reason, askers } = given
  const mine = { person: caller.person ?? '', account: caller.account, answer: given.answer }
  if (!(await insertAnswer(sql, org, row.id, mine))) throw answeredBefore
  if (given.answer === 'deny')
    return conclude(parts, org, tx, row, { state: 'denied', by: caller.person, reason }, nameOf)
  const rule = ruleOf(row)
  const agreed = countAgreed(rule, askers, await readAnswers(sql, row.id), people)
  if (agreed.length >= rule.count)
    return conclude(parts, org, tx, row, { state: 'approved', by: caller.person, reason: null }, nameOf)
  await writeOut(org, tx, replaceCards(parts, row, stillOpen(row, rule, agreed, nameOf)), [])
}

/** Those of the answers that count now: different people who still may, and none of them the asker. */
function countAgreed(
  rule: ApprovalRule,
  askers: (string | null)[],
  answers: ApprovalAnswer[],
  people: OrgPerson[],
): string[] {
  return answers.flatMap(({ person, answer: said }) => {
    const one = people.find((each) => each.person === person)
    const counts = one && said === 'approve' && mayAnswer(rule, one) && !(rule.fourEyes && askers.includes(person))
    return counts ? [person] : []
  })
}

function stillOpen(row: ApprovalRow, rule: ApprovalRule, agreed: string[], nameOf: NameOf): Reply {
  const left = rule.count - agreed.length
  const names = agreed.map((person) => escapeMarkdown(nameOf(person))).join(', ')
  return openCard(row, nameOf(row.asker), whoCan(rule, nameOf), `Approved by ${names}; ${left} more must agree.`)
}

function refuseUnless(parts: Parts, { row, caller, answer: said, isAsker, rank }: Seen, nameOf: NameOf): void {
  refuseSettled(row, nameOf)
  if (row.expiresAt.getTime() <= parts.clock.now())
    throw new BellhopError(
      'conflict',
      `Its time was over on ${timeOf(row.expiresAt)}, so nobody can answer it any more. It has to be asked again.`,
    )
  const rule = ruleOf(row)
  if (rule.fourEyes && isAsker)
    throw new BellhopError(
      'forbidden',
      said === 'approve'
        ? 'You asked for this yourself, so somebody else has to approve it.'
        : 'You asked for this yourself: withdraw it instead.',
    )
  if (!caller.person || !mayAnswer(rule, { person: caller.person, role: rank }))
    throw new BellhopError(
      'forbidden',
      `You cannot answer this: it takes ${escapeMarkdown(describeWho(rule, nameOf))}.`,
    )
}

function refuseSettled(row: ApprovalRow, nameOf: NameOf): void {
  if (row.state === 'open') return
  throw new BellhopError('conflict', `That is settled already. ${endingOf(row, nameOf(row.settledBy))}`)
}

const answeredBefore = new BellhopError('conflict', 'You have answered that already; it takes somebody else now.')

export function ruleOf(row: ApprovalRow): ApprovalRule {
  return JSON.parse(row.rule) as ApprovalRule
}
