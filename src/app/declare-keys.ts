// The commands about keys: those that programs call with, and those that what is stored is encrypted with.
import { adminKeys } from '../commands/admin/admin-keys.ts'
import { adminKeysCreate } from '../commands/admin/admin-keys-create.ts'
import { adminKeysRevoke } from '../commands/admin/admin-keys-revoke.ts'
import { adminSecrets, type SecretsOptions } from '../commands/admin/admin-secrets.ts'
import { adminSecretsRotate } from '../commands/admin/admin-secrets-rotate.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { permissionOf } from '../domain/permission.ts'
import type { Registry } from '../gate/registry.ts'
import { createApiKeys } from '../identity/api-keys/create-api-keys.ts'
import { systemClock } from '../ports/system-clock.ts'
import { readMembers } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'

type Options = { store: Store; secrets: SecretsOptions; registry(): Pick<Registry, 'tools' | 'commands'> }

export function keyCommands({ store, secrets, registry }: Options): CommandDeclaration[] {
  const options = {
    keys: createApiKeys(store, systemClock.now),
    async nameOf(org: string, person: string) {
      const members = await store.inOrgSql(org, (sql) => readMembers(sql, [person]))
      return members.get(person)?.name ?? 'somebody who left'
    },
    permissions: () => {
      const tools = [
        ...registry().tools(),
        ...registry()
          .commands()
          .map((entry) => entry.tool),
      ]
      return [...new Set(tools.map(permissionOf))]
    },
    now: systemClock.now,
  }
  return [
    adminKeys(options),
    adminKeysCreate(options),
    adminKeysRevoke(options),
    adminSecrets(secrets),
    adminSecretsRotate(secrets),
  ]
}
