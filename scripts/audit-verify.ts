// Follows every chain of audit entries and names the first that is not as it was sealed: `npm run audit:verify`, and with
// `-- --checkpoint <file>` against checkpoints that were kept elsewhere; a file of log lines will do.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { placeOf } from '../src/app/begin-store.ts'
import { type AuditKey, findAuditKey } from '../src/audit/audit-key.ts'
import { chainReportLines } from '../src/audit/chain-report-lines.ts'
import { findCheckpoints, isSigned } from '../src/audit/checkpoint.ts'
import { verifyStore } from '../src/audit/verify-store.ts'
import { type Config, loadConfig } from '../src/config.ts'
import { BellhopError } from '../src/domain/errors.ts'
import type { Secret } from '../src/domain/secret.ts'
import { keyFileIn, ownKey } from '../src/identity/encryption-keys.ts'
import { createSeal } from '../src/identity/seal.ts'
import type { AuditHead } from '../src/store/audit/audit-head-rows.ts'
import { openStore, type Store } from '../src/store/open-store.ts'
import { readOptions } from './read-options.ts'
import { tellFailure } from './tell-failure.ts'

const usage =
  'Say "npm run audit:verify", or "npm run audit:verify -- --checkpoint <file>", as often as there are files.'
const unprepared = new BellhopError('conflict', 'This database is empty or older than this Bellhop.', {
  nextStep: 'Run "npm run db:migrate" first.',
})

try {
  const files = checkpointFiles()
  const config = loadConfig()
  const keys = keysOf(config)
  const store = await openStore(placeOf(config), { migrate: false })
  try {
    const key = await findAuditKey(store.sql, createSeal(keys))
    if (!(await verify(store, key, files))) process.exitCode = 1
  } finally {
    await store.close()
  }
} catch (thrown) {
  tellFailure(isUnprepared(thrown) ? unprepared : thrown, 2)
}

/** The files that hold checkpoints, before anything is opened. */
function checkpointFiles(): string[] {
  const { checkpoint: files = [] } = readOptions({ checkpoint: { type: 'string', multiple: true } }, usage, 2)
  for (const file of files)
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new BellhopError('not_found', `${file} is no file.`)
  return files
}

async function verify(store: Store, key: AuditKey | undefined, files: string[]): Promise<boolean> {
  const checkpoints = files.flatMap((file) => readCheckpoints(file, key))
  if (!key) {
    if (checkpoints.length > 0)
      throw new BellhopError(
        'conflict',
        'These checkpoints are of another database: nothing was ever sealed in this one.',
      )
    console.log('Nothing was sealed here yet.')
    return true
  }
  let isSound = true
  for await (const report of verifyStore(store, key, checkpoints)) {
    for (const line of chainReportLines(report, Date.now())) console.log(line)
    isSound &&= report.fault === undefined
  }
  console.log(isSound ? 'The audit log is as it was sealed.' : 'The audit log was tampered with.')
  return isSound
}

function readCheckpoints(file: string, key: AuditKey | undefined): AuditHead[] {
  const found = findCheckpoints(readFileSync(file, 'utf8'))
  if (found.length === 0) throw new BellhopError('invalid', `${file} holds no checkpoint.`)
  const foreign = key && found.find((one) => !isSigned(key, one))
  if (foreign)
    throw new BellhopError(
      'conflict',
      `${file} holds a checkpoint that this installation did not sign (entry ${foreign.seq} of ${foreign.org}).`,
      {
        nextStep: 'It was forged, or it belongs to another installation.',
      },
    )
  return found
}

/** Makes neither a key nor a database: whoever verifies leaves things as they are. */
function keysOf(config: Config): readonly Secret[] {
  if (config.encryptionKeys.length > 0) return config.encryptionKeys
  if (!existsSync(keyFileIn(config.dataDir)))
    throw new BellhopError('not_found', `There is no Bellhop in ${config.dataDir}.`, {
      nextStep: 'Set DATA_DIR or DATABASE_URL.',
    })
  return ownKey(config.dataDir).keys
}

function isUnprepared(thrown: unknown): boolean {
  return ['42P01', '22023'].includes((thrown as { code?: string }).code ?? '')
}
