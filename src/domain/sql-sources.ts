// Databases of others that figures are read from: each by the name that whoever runs this installation gave it.
import { createSecret, type Secret } from './secret.ts'

export type SqlSource = { name: string; url: Secret }

const nameForm = /^[a-z][a-z0-9_-]{0,30}$/
/** What says elsewhere than in the address itself where it leads, or changes what the server is told. */
const strayed = ['host', 'hostaddr', 'port', 'dbname', 'user', 'password', 'options']

/** `complain` takes a sentence that shows no part of an address. */
export function readSqlSources(
  given: Secret | undefined,
  own: Secret | undefined,
  complain: (sentence: string) => void,
): SqlSource[] {
  const entries = given?.reveal().trim().split(/\s+/) ?? []
  const sources: SqlSource[] = []
  entries.forEach((entry, i) => {
    const border = entry.indexOf('=')
    const name = entry.slice(0, Math.max(0, border))
    const url = entry.slice(border + 1)
    const fault = nameForm.test(name)
      ? faultOf(url, own, () => sources.some((one) => one.name === name))
      : 'must begin with a name of up to 31 small letters, digits, - and _, and =, such as warehouse=postgres://…'
    if (fault) complain(`SQL_SOURCES: connection ${i + 1} ${fault}.`)
    else sources.push({ name, url: createSecret(url) })
  })
  return sources
}

function faultOf(url: string, own: Secret | undefined, isTaken: () => boolean): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return 'must lead to a postgres:// address'
  const { hostname, username, pathname, searchParams } = new URL(url)
  if (!hostname || !username || pathname.length < 2) return 'must name a login, a host and a database'
  const stray = strayed.find((key) => searchParams.has(key))
  if (stray) return `must not say ${stray} behind a question mark`
  if (isTaken()) return 'has the name of another'
  if (own && placeOf(url) === placeOf(own.reveal()))
    return 'leads to the database that Bellhop itself lives in, which nobody may read'
  return undefined
}

function placeOf(address: string): string {
  if (!URL.canParse(address)) return ''
  const { hostname, port, username, pathname } = new URL(address)
  const host = ['127.0.0.1', '[::1]'].includes(hostname) ? 'localhost' : hostname.toLowerCase()
  return `${host}:${port || 5432}/${pathname.slice(1) || username}`
}
