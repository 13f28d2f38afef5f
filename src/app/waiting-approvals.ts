// The approvals that somebody can answer now, and those of their own that wait for others.
import type { WaitingApproval } from '../commands/home-sections.ts'
import { mayAnswer } from '../domain/approval.ts'
import type { Caller } from '../domain/person.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { Core } from './create-core.ts'

export async function waitingApprovals(
  { approvals, ranks }: Pick<Core, 'approvals' | 'ranks'>,
  caller: Caller,
): Promise<WaitingApproval[]> {
  const { org, person } = caller
  if (!org || !person) return []
  const open = (await approvals.list(org, 50)).filter(
    ({ state, expiresAt }) => state === 'open' && expiresAt.getTime() > systemClock.now(),
  )
  if (open.length === 0) return []
  const [role, people] = await Promise.all([ranks.of(caller), ranks.people(org)])
  return open.flatMap((row): WaitingApproval[] => {
    const rule = approvals.ruleOf(row)
    const isMine = row.asker === person
    const asker = people.find((one) => one.person === row.asker)?.name ?? 'somebody'
    const shown = { id: row.id, summary: row.summary, asker }
    if (mayAnswer(rule, { person, role }) && !(rule.fourEyes && isMine)) return [{ ...shown, waitsFor: 'answer' }]
    return isMine ? [{ ...shown, waitsFor: 'others' }] : []
  })
}
