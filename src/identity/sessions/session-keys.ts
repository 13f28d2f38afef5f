// What a browser holds of a session: who it is once and for all, a key for ten minutes, and a key that is used up for the next two.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type SessionKeys = { id: string; family: string; access: string; refresh: string }

/** What a request brought of them: the access key alone once the other cookie is gone, or the other way round. */
export type ShownKeys = { id: string; family?: string; access?: string; refresh?: string }

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const bits256 = '[\\w-]{43}'
const accessForm = new RegExp(`^(${uuid})\\.(${bits256})$`)
const renewalForm = new RegExp(`^(${uuid})\\.(${bits256})\\.(${bits256})$`)

export function newSessionKeys(id: string): SessionKeys {
  return { id, family: newKey(), access: newKey(), refresh: newKey() }
}

export function newKey(): string {
  return randomBytes(32).toString('base64url')
}

/** The same for every tab that shows the same key, so none of them spoils what another was given. Without the key the salt is no help. */
export function successorsOf(refresh: string, salt: string): { access: string; refresh: string } {
  const made = (what: string) => createHmac('sha256', refresh).update(`${what} ${salt}`).digest('base64url')
  return { access: made('access'), refresh: made('refresh') }
}

/** What forms of the session's pages carry: nobody makes it who does not have the cookie. */
export function formTokenOf(family: string): string {
  return createHmac('sha256', family).update('form').digest('base64url')
}

export function accessCookie({ id, access }: SessionKeys): string {
  return `${id}.${access}`
}

export function renewalCookie({ id, family, refresh }: SessionKeys): string {
  return `${id}.${family}.${refresh}`
}

/** Of two sessions in one browser, which nobody made, the renewable one counts. */
export function readShown(access: string | undefined, renewal: string | undefined): ShownKeys | undefined {
  const [, accessId, key] = accessForm.exec(access ?? '') ?? []
  const [, id = accessId, family, refresh] = renewalForm.exec(renewal ?? '') ?? []
  if (!id) return undefined
  return {
    id,
    ...(accessId === id && key ? { access: key } : {}),
    ...(family && refresh ? { family, refresh } : {}),
  }
}

/** 256 random bits need no more than this: nobody tries them all. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

export function isKeyOf(key: string | undefined, hash: string | null): boolean {
  return key !== undefined && hash !== null && isSame(hashOfKey(key), hash)
}

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
