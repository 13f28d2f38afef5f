// Who may open the playground: a browser on this machine that has the cookie, which the one-time token is exchanged for.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { BellhopError } from '../domain/errors.ts'
import { isForwarded } from '../domain/is-forwarded.ts'
import type { RouteRequest } from '../ports/route.ts'

export type Guard = {
  token: string
  /** Throws unless the request comes straight from a page of our own on this machine. */
  admitPlace(request: RouteRequest): void
  /** The same, and it must bear the cookie. */
  admit(request: RouteRequest): void
  /** The cookie for the right token; undefined for a wrong or used one. */
  exchange(token: string): string | undefined
}

const ownNames = ['localhost', '127.0.0.1', '[::1]']
const everywhere = ['0.0.0.0', '::']

export function createGuard(host: string): Guard {
  const token = randomBytes(24).toString('base64url')
  const session = randomBytes(32).toString('base64url')
  // Cookies do not know ports: each start has a name of its own, so that two of them leave each other alone.
  const cookie = `bellhop_playground_${randomBytes(4).toString('hex')}`
  const names = new Set(everywhere.includes(host) ? ownNames : [...ownNames, host.toLowerCase()])
  let isUsed = false

  function admitPlace({ method, headers }: RouteRequest): void {
    if (isForwarded(headers))
      throw refusal('The playground takes no forwarded requests.', 'Open it on the machine Bellhop runs on.')
    if (!names.has(hostnameOf(headers.host)))
      throw refusal('The playground does not answer to this name.', 'Open it with the address printed at start.')
    const { origin } = headers
    const isForeign = origin === undefined ? method !== 'GET' : origin !== `http://${headers.host}`
    if (isForeign) throw refusal('This request comes from another page.', 'Use the playground page itself.')
  }

  return {
    token,
    admitPlace,
    admit(request) {
      admitPlace(request)
      if (isSame(cookieOf(request, cookie), session)) return
      const nextStep = 'Open the link that was printed when Bellhop started; after a restart there is a new one.'
      throw refusal('The playground needs the link with its one-time token, which works once.', nextStep)
    },
    exchange(given) {
      if (isUsed || !isSame(given, token)) return undefined
      isUsed = true
      return `${cookie}=${session}; Path=/playground; HttpOnly; SameSite=Strict`
    },
  }
}

function refusal(message: string, nextStep: string): BellhopError {
  return new BellhopError('forbidden', message, { nextStep })
}

function hostnameOf(host: string | undefined): string {
  const address = `http://${host}`
  return host && URL.canParse(address) ? new URL(address).hostname : ''
}

function cookieOf({ headers }: RouteRequest, name: string): string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
