// The home tab, with what is of this installation: errands and approvals.
import { type HomeSection, home } from '../commands/home.ts'
import { homeSections } from '../commands/home-sections.ts'
import type { Catalog } from '../commands/visible-commands.ts'
import type { CallerDescription } from '../commands/whoami.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { Caller } from '../domain/person.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { Store } from '../store/open-store.ts'
import type { Core } from './create-core.ts'
import { openErrands } from './open-errands.ts'
import { waitingApprovals } from './waiting-approvals.ts'

type Options = Catalog & {
  store: Store
  core: Pick<Core, 'approvals' | 'ranks' | 'platforms'>
  describeCaller(caller: Caller): Promise<CallerDescription>
}

export function homeCommand({ store, core, ...catalog }: Options): CommandDeclaration {
  const { ranks, platforms } = core
  const { now } = systemClock

  const waiting = (caller: Caller) => waitingApprovals(core, caller)
  const sections: HomeSection[] = homeSections({ errands: openErrands(store, platforms, ranks), waiting, now })
  return home({ ...catalog, sections })
}
