// Our cookies as a request brings them and as an answer sets them: for this very host, out of reach of scripts, not sent with other sites' forms.
import type { RouteRequest } from '../ports/route.ts'

/** By their names among us, without what browsers want to see before them. */
export type Cookies = ReadonlyMap<string, string>

export type CookieJar = {
  read(request: Pick<RouteRequest, 'headers'>): Cookies
  set(name: string, value: string, seconds: number): string
  forget(name: string): string
}

export function createCookieJar(publicUrl: string | undefined): CookieJar {
  const isSecure = publicUrl?.startsWith('https:') ?? false
  // By https the prefix makes browsers refuse such a cookie from anywhere but this very host.
  const prefix = isSecure ? '__Host-bellhop-' : 'bellhop-'
  const set = (name: string, value: string, seconds: number) =>
    `${prefix}${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`
  return {
    read: ({ headers }) => new Map((headers.cookie ?? '').split(';').flatMap((pair) => readPair(pair.trim(), prefix))),
    set,
    forget: (name) => set(name, '', 0),
  }
}

function readPair(pair: string, prefix: string): [string, string][] {
  const at = pair.indexOf('=')
  return pair.startsWith(prefix) && at > 0 ? [[pair.slice(prefix.length, at), pair.slice(at + 1)]] : []
}
