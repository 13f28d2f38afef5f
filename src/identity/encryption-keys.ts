// The keys that secrets are encrypted with: given from outside, or made once in the data directory of an embedded instance.
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BellhopError } from '../domain/errors.ts'
import { createSecret, type Secret } from '../domain/secret.ts'
import { readFact, readOrSetFact, replaceFact } from '../store/instance-rows.ts'
import type { Sql } from '../store/sql.ts'

export function keyFileIn(dataDir: string): string {
  return join(dataDir, 'encryption.key')
}

/** The keys of an embedded instance, newest first; made on first sight, and `isNew` when they were. */
export function ownKey(dataDir: string): { keys: Secret[]; isNew: boolean; path: string } {
  const path = keyFileIn(dataDir)
  const isNew = !existsSync(path)
  if (isNew) writeFileSync(path, `${newKey()}\n`, { mode: 0o600, flag: 'wx' })
  return { keys: readFileSync(path, 'utf8').split('\n').filter(Boolean).map(createSecret), isNew, path }
}

/** Puts a new key in front. Of the former ones only the last stays, so that a backup of before still opens. */
export function turnOwnKey(dataDir: string): Secret {
  const { keys, path } = ownKey(dataDir)
  const fresh = newKey()
  const lines = [fresh, ...keys.slice(0, 1).map((key) => key.reveal())]
  const next = `${path}.new`
  // Renamed once it is whole: a crash in between must not cost the keys there are.
  writeFileSync(next, `${lines.join('\n')}\n`, { mode: 0o600, flush: true })
  renameSync(next, path)
  return createSecret(fresh)
}

/**
 * Refuses keys that did not encrypt what this database holds: the first start leaves a mark that only they can make.
 * `file` is where they stand, unless they were given from outside.
 */
export async function refuseWrongKeys(sql: Sql, keys: readonly Secret[], file?: string): Promise<void> {
  const marks = keys.map(markOf)
  const newest = marks[0]
  if (!newest) throw new BellhopError('invalid', `There is no key in ${file ?? 'ENCRYPTION_KEYS'}.`, nextStepWith(file))
  const kept = await readOrSetFact(sql, markFact, newest)
  if (marks.includes(kept)) return
  const message = `${file ?? 'ENCRYPTION_KEYS'} does not hold the key this database was begun with.`
  throw new BellhopError('forbidden', message, nextStepWith(file))
}

function nextStepWith(file: string | undefined): { nextStep: string } {
  return {
    nextStep: file
      ? 'Put back the file that belongs to it: your backups have it beside the database.'
      : 'Put the former key behind the new one, separated by a comma.',
  }
}

/** From here on the newest key suffices: nothing is left that only a former one opens. */
export async function leaveFormerKeys(sql: Sql, [newest]: readonly Secret[]): Promise<void> {
  const kept = await readFact(sql, markFact)
  if (newest && kept !== undefined) await replaceFact(sql, markFact, kept, markOf(newest))
}

const markFact = 'encryption_mark'

function newKey(): string {
  return randomBytes(32).toString('base64')
}

function markOf(key: Secret): string {
  return createHmac('sha256', Buffer.from(key.reveal(), 'base64')).update('the mark of this key').digest('base64url')
}
