// The second factor of people: begun with a key, on from the first right code, and used up code by code.
import { BellhopError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  beginFactor,
  deleteFactor,
  type FactorRow,
  factorSettings,
  findWaiting,
  freshen,
  holdRequest,
  listFactors,
  readFactor,
  readStanding,
  saveRecoveryCodes,
  takeWaiting,
  type Whose,
} from '../../store/identity/factor-rows.ts'
import { asOrgTransaction, asPlatform, asTenant, sqlIn } from '../../store/in-org.ts'
import type { Store } from '../../store/open-store.ts'
import { insertJobs, type NewJob } from '../../store/router/job-rows.ts'
import { saveSetting } from '../../store/setting-rows.ts'
import type { Seal } from '../seal.ts'
import { newFactorKey } from './factor-key.ts'
import { factorPlace } from './factor-place.ts'
import { type Submission, type Submitted, submitCode } from './submit-code.ts'
import { newRecoveryCodes, recoveryHash, recoveryHashes } from './typed-code.ts'

/** Commits together with the reply. */
type Change = (transaction: unknown) => Promise<void>

export type Standing = {
  isOn: boolean
  /** A code was given lately, by this account. */
  isFresh: boolean
  /** Codes can be sent by mail to where this person proved it. */
  hasMail: boolean
  /** Admins here must have one. */
  isRequired: boolean
  /** How long a code counts. */
  minutes: number
}

export type Rule = { isRequired: boolean; minutes: number }

export type SecondFactor = {
  standing(whose: Whose): Promise<Standing>
  find(whose: Omit<Whose, 'account'>): Promise<FactorRow | undefined>
  /** A new key, in place of one that no code ever confirmed. */
  begin(whose: Whose): { key: Buffer; change: Change }
  /** Counts at once, whatever becomes of what follows: of equal codes at the same moment one is right. */
  submit(whose: Whose, submission: Submission): Promise<Submitted>
  /** Lets what waits go on, and asks no more for a while. */
  open(whose: Whose, minutes: number, waiting: string | undefined): Change
  /** Keeps what a code is needed for. */
  hold(whose: Whose, request: { id: string; deed: string; job: NewJob }): Change
  newCodes(whose: Omit<Whose, 'account'>): Promise<{ codes: string[]; change: Change }>
  remove(person: string): Change
  rule(org: string): Promise<Rule>
  setRule(org: string, rule: Rule): Change
  /** Everybody in the org who has one. */
  everybody(org: string): Promise<string[]>
}

type Parts = { store: Pick<Store, 'inOrgSql'>; seal: Seal; clock: Pick<Clock, 'now'> }

const usualMinutes = 10
const waitsMs = 10 * 60_000

export function createSecondFactor({ store, seal, clock }: Parts): SecondFactor {
  const inChange =
    (work: (sql: ReturnType<typeof sqlIn>) => Promise<unknown>): Change =>
    async (transaction) =>
      void (await work(sqlIn(asOrgTransaction(transaction))))
  return {
    async standing(whose) {
      const kept = await store.inOrgSql(whose.org, (sql) => readStanding(sql, whose, clock.now()))
      const { isOn, isFresh, hasMail } = kept
      return { isOn, isFresh, hasMail, ...ruleFrom(kept) }
    },
    find: ({ org, person }) => store.inOrgSql(org, (sql) => readFactor(sql, person)),
    begin(whose) {
      const key = newFactorKey()
      const sealed = seal.close(factorPlace(whose), key.toString('base64'))
      const change = inChange(async (sql) => {
        if (!(await beginFactor(sql, whose, sealed, clock.now())))
          throw new BellhopError('conflict', 'You have a second factor already.', {
            nextStep: 'Take it off first, with `/factor off`.',
          })
      })
      return { key, change }
    },
    async submit(whose, submission) {
      const { code } = submission
      // Before the transaction, which waits for nothing but the database.
      const hashes = code.kind === 'recovery' ? await recoveryHashes(whose, code.code) : []
      return store.inOrgSql(whose.org, async (sql) => {
        const now = clock.now()
        const submitted = await submitCode(sql, seal, whose, { ...submission, hashes }, now)
        if (submitted.outcome !== 'accepted') return submitted
        const waiting = await findWaiting(sql, whose, now)
        return waiting ? { ...submitted, waiting } : submitted
      })
    },
    open: (whose, minutes, waiting) =>
      inChange(async (sql) => {
        await freshen(sql, whose, clock.now() + minutes * 60_000)
        const job = waiting && (await takeWaiting(sql, whose, waiting))
        if (!job) return
        await sql(asPlatform)
        await insertJobs(sql, [JSON.parse(job) as NewJob])
        await sql(asTenant, [whose.org])
      }),
    hold: (whose, { id, deed, job }) =>
      inChange((sql) => holdRequest(sql, whose, { id, deed, job: JSON.stringify(job), until: clock.now() + waitsMs })),
    async newCodes(whose) {
      const codes = newRecoveryCodes()
      const hashes = await Promise.all(codes.map((code) => recoveryHash(whose, code)))
      return { codes, change: inChange((sql) => saveRecoveryCodes(sql, whose, hashes)) }
    },
    remove: (person) => inChange((sql) => deleteFactor(sql, person)),
    async rule(org) {
      const nobody = { org, person: '00000000-0000-0000-0000-000000000000', account: '' }
      return ruleFrom(await store.inOrgSql(org, (sql) => readStanding(sql, nobody, clock.now())))
    },
    setRule: (org, { isRequired, minutes }) =>
      inChange(async (sql) => {
        await saveSetting(sql, org, factorSettings.required, isRequired ? 'admins' : 'nobody')
        await saveSetting(sql, org, factorSettings.minutes, String(minutes))
      }),
    everybody: (org) => store.inOrgSql(org, listFactors),
  }
}

/** What cannot be read is no reason to ask for less. */
function ruleFrom(kept: { required: string | null; minutes: string | null }): Rule {
  const minutes = kept.minutes === null ? usualMinutes : Number(kept.minutes)
  return {
    isRequired: kept.required !== null && kept.required !== 'nobody',
    minutes: minutes > 0 && minutes <= 60 ? minutes : 1,
  }
}
