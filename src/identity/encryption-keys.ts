// The keys that secrets are encrypted with: given from outside, or made once in the data directory of an embedded instance.
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BellhopError } from '../domain/errors.ts'
import { createSecret, type Secret } from '../domain/secret.ts'
import { readOrSetFact } from '../store/instance-rows.ts'
import type { Sql } from '../store/sql.ts'

/** The key of an embedded instance, made on first sight; `isNew` when it was. */
export function ownKey(dataDir: string): { keys: Secret[]; isNew: boolean; path: string } {
  const path = join(dataDir, 'encryption.key')
  const isNew = !existsSync(path)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (isNew) writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  return { keys: [createSecret(readFileSync(path, 'utf8').trim())], isNew, path }
}

/** Refuses keys that did not encrypt what this database holds: the first start leaves a mark that only they can make. */
export async function refuseWrongKeys(sql: Sql, keys: readonly Secret[]): Promise<void> {
  const marks = keys.map(markOf)
  const newest = marks[0]
  if (!newest) throw new BellhopError('invalid', 'There is no encryption key: set ENCRYPTION_KEYS.')
  const kept = await readOrSetFact(sql, 'encryption_mark', newest)
  if (!marks.includes(kept))
    throw new BellhopError('forbidden', 'ENCRYPTION_KEYS does not hold the key this database was begun with.', {
      nextStep: 'Put the former key behind the new one, separated by a comma.',
    })
}

function markOf(key: Secret): string {
  return createHmac('sha256', Buffer.from(key.reveal(), 'base64')).update('the mark of this key').digest('base64url')
}
