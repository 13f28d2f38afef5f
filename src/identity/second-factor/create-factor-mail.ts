// Codes by mail, for whoever has no authenticator app at hand. They share the lock, the freshness and the one use of the app's codes.
import { createHash, timingSafeEqual } from 'node:crypto'
import { toBellhopError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Mailer } from '../../ports/mailer.ts'
import {
  beginMailFactor,
  dropMailCode,
  type FactorMailRow,
  readFactorMail,
  saveMailCode,
} from '../../store/identity/factor-mail-rows.ts'
import { lockFactor, type Whose } from '../../store/identity/factor-rows.ts'
import type { Store } from '../../store/open-store.ts'
import { insertAudit } from '../../store/router/tenant-rows.ts'
import type { Sql } from '../../store/sql.ts'
import { newDigits } from '../linking/link-codes.ts'
import type { Seal } from '../seal.ts'

export type SentCode =
  /** `to` is the address with most of it hidden. */
  | { outcome: 'sent'; to: string; isProof: boolean }
  | { outcome: 'early'; at: number }
  | { outcome: 'locked'; until: number }
  /** There is no proven address to send to. */
  | { outcome: 'none' }
  /** The server takes nothing for that address, or nothing at all for now. */
  | { outcome: 'refused' | 'down'; reference: string }

export type Sending = {
  /** To prove it; left out, to the address that is proven. */
  address?: string
  /** Stable over every try of one event: its second try sends no second mail. */
  key: string
  correlation: string
  /** What the organisation is called. */
  org: string
}

export type FactorMail = {
  /** The proven address with most of it hidden. */
  addressOf(whose: Omit<Whose, 'account'>): Promise<string | undefined>
  send(whose: Whose, sending: Sending): Promise<SentCode>
}

type Parts = {
  store: Pick<Store, 'inOrgSql'>
  seal: Seal
  clock: Pick<Clock, 'now'>
  log: Pick<Log, 'warn'>
  mailer: Mailer
}

const codeMs = 10 * 60_000
const pauseMs = 60_000
const windowMs = 60 * 60_000
const mostInWindow = 5

type Person = Omit<Whose, 'account'>
const addressPlace = ({ org, person }: Person): `factor address ${string}` => `factor address ${org} ${person}`
const pendingPlace = ({ org, person }: Person): `factor pending ${string}` => `factor pending ${org} ${person}`
const codePlace = ({ org, person }: Person): `factor code ${string}` => `factor code ${org} ${person}`

export function createFactorMail(parts: Parts): FactorMail {
  const { store, seal, clock } = parts
  return {
    async addressOf(whose) {
      const row = await store.inOrgSql(whose.org, (sql) => readFactorMail(sql, whose.person))
      return row?.address ? hidden(seal.open(addressPlace(whose), row.address)) : undefined
    },
    async send(whose, sending) {
      const prepared = await store.inOrgSql(whose.org, (sql) => prepare(sql, seal, whose, sending, clock.now()))
      return 'outcome' in prepared ? prepared : post(parts, whose, sending, prepared)
    },
  }
}

type Prepared = { code: string; to: string; isProof: boolean }

/** The code is kept before it leaves: one that arrives always counts. */
async function prepare(
  sql: Sql,
  seal: Seal,
  whose: Whose,
  sending: Sending,
  now: number,
): Promise<Prepared | SentCode> {
  if (sending.address !== undefined) await beginMailFactor(sql, whose, now)
  const factor = await lockFactor(sql, whose.person)
  const row = await readFactorMail(sql, whose.person)
  const proven = row?.address ? seal.open(addressPlace(whose), row.address) : undefined
  const to = sending.address ?? proven
  if (!factor || to === undefined) return { outcome: 'none' }
  const isProof = sending.address !== undefined
  if (row?.sentBy === sending.key) return { outcome: 'sent', to: hidden(to), isProof }
  if (factor.lockedUntil !== null && factor.lockedUntil > now) return { outcome: 'locked', until: factor.lockedUntil }
  const at = nextAt(row, now)
  if (at > now) return { outcome: 'early', at }
  const code = newDigits()
  const isFresh = !row?.windowAt || row.windowAt + windowMs <= now
  await saveMailCode(sql, whose, {
    address: row?.address ?? null,
    pending: isProof ? seal.close(pendingPlace(whose), to) : (row?.pending ?? null),
    code: seal.close(codePlace(whose), hashOf(whose, code)),
    ...{ isProof, codeUntil: now + codeMs, sentBy: sending.key, sentAt: now },
    windowAt: isFresh ? now : row.windowAt,
    windowCount: isFresh ? 1 : row.windowCount + 1,
  })
  return { code, to, isProof }
}

/** When the next one may leave: not at once, and not without end. */
function nextAt(row: FactorMailRow | undefined, now: number): number {
  const afterLast = row?.sentAt ? row.sentAt + pauseMs : now
  const isFull = row?.windowAt && row.windowAt + windowMs > now && row.windowCount >= mostInWindow
  return isFull ? Math.max(afterLast, (row.windowAt ?? now) + windowMs) : afterLast
}

async function post(
  { store, log, mailer }: Parts,
  whose: Whose,
  { key, correlation, org }: Sending,
  { code, to, isProof }: Prepared,
): Promise<SentCode> {
  const note = (outcome: string) => ({ allowed: outcome === 'sent', reason: outcome === 'sent' ? null : outcome })
  const writeDown = (sql: Sql, outcome: string) => {
    const { person, account } = whose
    const entry = { person, account, place: null, act: 'factor:mailed', digest: null, result: null, correlation }
    return insertAudit(sql, whose.org, [{ ...entry, ...note(outcome) }])
  }
  try {
    await mailer.send({ to, ...letter(code, org) })
    await store.inOrgSql(whose.org, (sql) => writeDown(sql, 'sent'))
    return { outcome: 'sent', to: hidden(to), isProof }
  } catch (error) {
    log.warn({ error, person: whose.person, reference: correlation }, 'a code could not be mailed')
    const outcome = toBellhopError(error).code === 'invalid' ? 'refused' : 'down'
    await store.inOrgSql(whose.org, async (sql) => {
      await dropMailCode(sql, whose.person, key)
      await writeDown(sql, outcome)
    })
    return { outcome, reference: correlation }
  }
}

function letter(code: string, org: string) {
  const place = `Bellhop${org ? ` (${org})` : ''}`.replace(/[\r\n]+/g, ' ')
  const text = `${code} is your code for ${place}.

It counts for ten minutes, once, in the chat where it was asked for: type “code ${code}” there. Give it to nobody.

If you did not ask for it, somebody else writes from your chat account. Tell your admins.
`
  return { subject: `Your code for ${place}`, text }
}

/** The address that was proven, sealed in its new place, where the digits are those of the code that was sent; undefined where they are not. */
export function matchMailCode(
  seal: Seal,
  whose: Whose,
  row: FactorMailRow | undefined,
  digits: string,
  now: number,
): { address: string | null; isNewAddress: boolean } | undefined {
  if (!row?.code || (row.codeUntil ?? 0) <= now) return undefined
  const [kept, given] = [seal.open(codePlace(whose), row.code), hashOf(whose, digits)].map((one) => Buffer.from(one))
  if (!kept || !given || kept.length !== given.length || !timingSafeEqual(kept, given)) return undefined
  if (!row.isProof || !row.pending) return { address: row.address, isNewAddress: false }
  const address = seal.close(addressPlace(whose), seal.open(pendingPlace(whose), row.pending))
  return { address, isNewAddress: true }
}

/** Nobody else's code has the same. Six digits are soon tried against a hash, so it is sealed besides. */
function hashOf({ org, person }: Person, code: string): string {
  return createHash('sha256').update(`mailed ${org} ${person} ${code}`).digest('base64url')
}

/** `a…n@example.com`: enough to know it by. */
export function hidden(address: string): string {
  const at = address.lastIndexOf('@')
  const [first = '', ...rest] = address.slice(0, at)
  return `${first}…${rest.length > 2 ? rest.at(-1) : ''}${address.slice(at)}`
}
