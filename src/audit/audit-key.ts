// The key of the audit log: made once and kept sealed under the encryption keys, so that rotating those voids no checkpoint
// that was signed with it and is kept outside.
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { BellhopError } from '../domain/errors.ts'
import type { Seal } from '../identity/seal.ts'
import { wasEverSealed } from '../store/audit/audit-head-rows.ts'
import { readFact, readOrSetFact, replaceFact } from '../store/instance-rows.ts'
import type { Sql } from '../store/sql.ts'

export type AuditKey = {
  /** Names the key in what it signed. */
  id: string
  /** What only this installation can say about a text. */
  mark(text: string): string
  sign(text: string): string
  hasSigned(text: string, signature: string): boolean
}

const name = 'audit_key'
const place = 'instance audit_key'

/** Sealed anew under the newest encryption key at each start, so that older ones can be taken away. */
export async function openAuditKey(sql: Sql, seal: Seal): Promise<AuditKey> {
  const kept = (await readFact(sql, name)) ?? (await begin(sql, seal))
  const secret = seal.open(place, kept)
  await replaceFact(sql, name, kept, seal.close(place, secret))
  return createAuditKey(Buffer.from(secret, 'base64'))
}

/** The same for whoever only reads; undefined when nothing was ever sealed here. */
export async function findAuditKey(sql: Sql, seal: Seal): Promise<AuditKey | undefined> {
  const kept = await readFact(sql, name)
  if (kept === undefined && (await wasEverSealed(sql))) throw keyIsGone()
  return kept === undefined ? undefined : createAuditKey(Buffer.from(seal.open(place, kept), 'base64'))
}

async function begin(sql: Sql, seal: Seal): Promise<string> {
  // A new key beside an old chain would pass for ours from here on, and hide that the old one was taken away.
  if (await wasEverSealed(sql)) throw keyIsGone()
  return readOrSetFact(sql, name, seal.close(place, randomBytes(32).toString('base64')))
}

function keyIsGone(): BellhopError {
  return new BellhopError('conflict', 'The audit log was sealed with a key that is gone from the database.', {
    nextStep: 'Put the row audit_key of the table instance back from a backup.',
  })
}

export function createAuditKey(secret: Uint8Array): AuditKey {
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', secret, '', `bellhop audit ${label}`, 32))
  // Made once: from bytes Node would make a key object anew for each entry, which costs more than all else about it.
  const marking = createSecretKey(derive('mark'))
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8, derive('checkpoint')]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey(privateKey)
  const id = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16)
  return {
    id,
    mark: (text) => createHmac('sha256', marking).update(text).digest('hex').slice(0, 32),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('hex'),
    hasSigned: (text, signature) =>
      /^[0-9a-f]{128}$/.test(signature) && verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'hex')),
  }
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
