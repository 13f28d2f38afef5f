// The commands about keys: those that programs call with, and those that what is stored is encrypted with.
import { adminSecrets, type SecretsOptions } from '../commands/admin-secrets.ts'
import { adminSecretsRotate } from '../commands/admin-secrets-rotate.ts'
import type { CommandDeclaration } from '../domain/command.ts'

type Options = { secrets: SecretsOptions }

export function keyCommands({ secrets }: Options): CommandDeclaration[] {
  return [adminSecrets(secrets), adminSecretsRotate(secrets)]
}
