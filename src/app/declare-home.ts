// The home tab, with what is of this installation: errands and approvals.
import { type HomeSection, home } from '../commands/home.ts'
import { homeSections, type WaitingApproval } from '../commands/home-sections.ts'
import type { Catalog } from '../commands/visible-commands.ts'
import type { CallerDescription } from '../commands/whoami.ts'
import { mayAnswer } from '../domain/approval.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { Caller } from '../domain/person.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { Store } from '../store/open-store.ts'
import type { Core } from './create-core.ts'
import { openErrands } from './open-errands.ts'

type Options = Catalog & {
  store: Store
  core: Pick<Core, 'approvals' | 'ranks' | 'platforms'>
  describeCaller(caller: Caller): Promise<CallerDescription>
}

export function homeCommand({ store, core, ...catalog }: Options): CommandDeclaration {
  const { approvals, ranks, platforms } = core
  const { now } = systemClock

  async function waiting(caller: Caller): Promise<WaitingApproval[]> {
    const { org, person } = caller
    if (!org || !person) return []
    const open = (await approvals.list(org, 50)).filter(
      ({ state, expiresAt }) => state === 'open' && expiresAt.getTime() > now(),
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

  const sections: HomeSection[] = homeSections({ errands: openErrands(store, platforms, ranks), waiting, now })
  return home({ ...catalog, sections })
}
