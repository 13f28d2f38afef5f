// One code against one second factor, under the lock of its row: whoever submits at the same moment, in whatever process, comes after.
import { dropUnconfirmedKey, readFactorMail, spendMailCode } from '../../store/identity/factor-mail-rows.ts'
import {
  acceptCode,
  countFailure,
  type FactorRow,
  lockFactor,
  spendRecoveryCode,
  type WaitingRequest,
  type Whose,
} from '../../store/identity/factor-rows.ts'
import { insertAudit } from '../../store/router/tenant-rows.ts'
import type { Sql } from '../../store/sql.ts'
import type { Seal } from '../seal.ts'
import { matchMailCode } from './create-factor-mail.ts'
import { factorPlace } from './factor-place.ts'
import { stepOf } from './totp.ts'
import type { TypedCode } from './typed-code.ts'

export type Submission = {
  code: TypedCode
  /** Stable over every try of one event: its second try is no second use. */
  key: string
  place: string | null
  correlation: string
}

/** With what may stand at rest of it, where it is a recovery code. */
type Hashed = Submission & { hashes: string[] }

export type Submitted =
  | {
      outcome: 'accepted'
      by: 'app' | 'mail' | 'recovery'
      /** It came by mail, and so proved that the address is theirs. */
      isNewAddress?: boolean
      /** It is on from now, and has no recovery codes yet. */
      isFirst: boolean
      recoveryCodesLeft: number
      /** What this account wanted to do when it was asked for a code. */
      waiting?: WaitingRequest
    }
  | { outcome: 'none' | 'stale' | 'used' }
  | { outcome: 'wrong'; triesLeft: number }
  /** `isNew`: by this very code. */
  | { outcome: 'locked'; until: number; isNew: boolean }

const freeTries = 5
const firstLockMs = 60_000
const longestLockMs = 4 * 60 * 60_000
/** A key that nobody confirmed may have been seen by others since. */
const confirmWithinMs = 15 * 60_000

export async function submitCode(
  sql: Sql,
  seal: Seal,
  whose: Whose,
  submission: Hashed,
  now: number,
): Promise<Submitted> {
  const row = await lockFactor(sql, whose.person)
  const submitted = row ? await judge(sql, seal, whose, row, submission, now) : ({ outcome: 'none' } as const)
  await writeDown(sql, whose, submission, submitted)
  return submitted
}

async function judge(
  sql: Sql,
  seal: Seal,
  whose: Whose,
  row: FactorRow,
  { code, key, hashes }: Hashed,
  now: number,
): Promise<Submitted> {
  // The event was handled before, up to here, and then broke off.
  if (row.spentBy === key && row.state === 'on') return accepted(code.kind, row.recoveryCodes === 0, row.recoveryCodes)
  if (row.lockedUntil !== null && row.lockedUntil > now)
    return { outcome: 'locked', until: row.lockedUntil, isNew: false }
  if (row.state === 'begun' && row.begunAt + confirmWithinMs < now) return { outcome: 'stale' }
  const use = await recognise(sql, seal, whose, row, code, hashes, now)
  if (use === 'used') return { outcome: 'used' }
  if (use === undefined) return fail(sql, whose, row, now)
  await acceptCode(sql, whose.person, { step: use.step, by: key, now })
  const left = row.recoveryCodes - (use.by === 'recovery' ? 1 : 0)
  return { ...accepted(use.by, row.state === 'begun', left), ...(use.isNewAddress ? { isNewAddress: true } : {}) }
}

type Use = { by: 'app' | 'mail' | 'recovery'; step: number | null; isNewAddress?: boolean }

/** Undefined when it is wrong. */
async function recognise(
  sql: Sql,
  seal: Seal,
  whose: Whose,
  row: FactorRow,
  code: TypedCode,
  hashes: string[],
  now: number,
): Promise<Use | 'used' | undefined> {
  if (code.kind === 'recovery')
    return (await spendRecoveryCode(sql, whose.person, hashes)) ? { by: 'recovery', step: null } : undefined
  const step = row.sealed
    ? stepOf(Buffer.from(seal.open(factorPlace(whose), row.sealed), 'base64'), code.digits, now)
    : undefined
  if (step !== undefined) return row.lastStep !== null && step <= row.lastStep ? 'used' : { by: 'app', step }
  const mailed = matchMailCode(seal, whose, await readFactorMail(sql, whose.person), code.digits, now)
  if (!mailed) return undefined
  await spendMailCode(sql, whose.person, mailed.address)
  await dropUnconfirmedKey(sql, whose.person)
  return { by: 'mail', step: null, isNewAddress: mailed.isNewAddress }
}

/** After a few free tries each wrong one doubles the wait. */
async function fail(sql: Sql, { person }: Whose, row: FactorRow, now: number): Promise<Submitted> {
  const failures = row.failures + 1
  const over = failures - freeTries
  const until = over < 0 ? null : now + Math.min(firstLockMs * 2 ** over, longestLockMs)
  await countFailure(sql, person, failures, until)
  return until === null ? { outcome: 'wrong', triesLeft: -over } : { outcome: 'locked', until, isNew: true }
}

function accepted(by: Use['by'], isFirst: boolean, recoveryCodesLeft: number): Submitted {
  return { outcome: 'accepted', by, isFirst: isFirst && by !== 'recovery', recoveryCodesLeft }
}

const reasons = {
  wrong: 'wrong code',
  used: 'used before',
  locked: 'too many wrong codes',
  stale: 'begun too long ago',
  none: 'has no second factor',
} as const

async function writeDown(
  sql: Sql,
  { org, person, account }: Whose,
  { place, correlation }: Submission,
  submitted: Submitted,
): Promise<void> {
  const isRight = submitted.outcome === 'accepted'
  const result = isRight ? `by ${submitted.by === 'recovery' ? 'recovery code' : submitted.by}` : null
  const ruling = { allowed: isRight, reason: isRight ? null : reasons[submitted.outcome], result }
  const act = isRight ? 'factor:accepted' : 'factor:refused'
  await insertAudit(sql, org, [{ person, account, place, act, digest: null, ...ruling, correlation }])
}
