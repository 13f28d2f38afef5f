// The commands about browser sessions, each given what it needs of this installation.
import { adminUsersSignOut } from '../commands/sessions/admin-users-sign-out.ts'
import type { SessionOptions } from '../commands/sessions/session-options.ts'
import { sessions } from '../commands/sessions/sessions.ts'
import { sessionsEnd } from '../commands/sessions/sessions-end.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { findPerson } from '../identity/find-person.ts'
import type { Store } from '../store/open-store.ts'

type Options = { store: Store; access: SessionOptions }

export function sessionCommands({ store, access }: Options): CommandDeclaration[] {
  return [
    sessions(access),
    sessionsEnd(access),
    adminUsersSignOut({
      ...access,
      async member({ org, account }, who) {
        if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no members.')
        return findPerson(store, org, who, account)
      },
    }),
  ]
}
