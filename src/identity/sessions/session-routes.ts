// The addresses of the sign-in and of whoever is signed in.
import type { Route, RouteAnswer, RouteRequest } from '../../ports/route.ts'
import { createCookieJar } from '../cookies.ts'
import { isFromOurPage } from '../from-our-page.ts'
import type { Arrival } from '../linking/link-routes.ts'
import type { Sessions, Visitor } from './create-sessions.ts'
import { localAddress, signInMs, type WebSignIn } from './create-web-sign-in.ts'
import { deviceOf } from './device-of.ts'
import { type Me, mePage, refusedPage, signedOutPage, signInPage } from './session-pages.ts'
import type { Arrived, WebDoor } from './web-door.ts'

export type SessionRouteParts = {
  door: WebDoor
  sessions: Sessions
  signIn: WebSignIn
  publicUrl: string
  describe(visitor: Visitor): Promise<Pick<Me, 'org' | 'accounts' | 'api'>>
}

export function createSessionRoutes(parts: SessionRouteParts): Route[] {
  const { door, sessions } = parts
  return [
    { method: 'GET', path: '/sign-in', handle: (request) => showSignIn(parts, request) },
    { method: 'POST', path: '/sign-in', handle: (request) => leaveForProvider(parts, request) },
    {
      method: 'GET',
      path: '/me',
      async handle(request) {
        const arrived = await door.arrive(request)
        if (!arrived.visitor) return askToSignIn(parts, request, arrived)
        return arrived.carry(await showMe(parts, arrived.visitor, undefined))
      },
    },
    {
      method: 'POST',
      path: '/me/sign-out',
      async handle(request) {
        const { visitor, why, form, carry } = await door.arriveWithForm(request)
        if (!visitor) return carry(refusedPage(403, why ?? 'You are signed out already.'))
        const which = form.get('session') ?? ''
        const { org, person } = visitor.caller
        if (which === 'all') {
          await sessions.end(visitor.caller, { person }, 'signed out everywhere')
          return signedOut(door, 'You are signed out here and everywhere else.')
        }
        if (which === visitor.session) {
          await sessions.end(visitor.caller, { person, id: visitor.session }, 'signed out')
          return signedOut(door, 'You are signed out.')
        }
        const other = (await sessions.list(org, person)).find(({ id }) => id === which)
        if (other) await sessions.end(visitor.caller, { person, id: other.id }, 'signed out')
        return carry(
          await showMe(parts, visitor, other ? `${other.device} is signed out.` : 'That one is signed out already.'),
        )
      },
    },
  ]
}

/** Where people come back to from their provider. */
export function createSignInArrival({ door, sessions, signIn, publicUrl }: SessionRouteParts): Arrival {
  const jar = createCookieJar(publicUrl)
  return async (provider, address, request) => {
    const signedIn = await signIn.finish(provider, address, jar.read(request).get('sign-in'))
    if (!signedIn) return undefined
    const forget = jar.forget('sign-in')
    if (signedIn.kind === 'nobody') return { ...refusedPage(signedIn.status, signedIn.text), cookies: [forget] }
    // Nobody goes on with a session that stood in this browser before, whoever put it there.
    const { visitor } = await door.arrive(request)
    if (visitor) await sessions.end(visitor.caller, { person: visitor.caller.person, id: visitor.session }, 'replaced')
    const { to, org, person, account } = signedIn
    const keys = await sessions.begin({ org, person, account, device: deviceOf(request.headers['user-agent']) })
    return { status: 303, headers: { location: to }, cookies: [...door.cookiesFor(keys), forget] }
  }
}

async function showSignIn({ signIn }: SessionRouteParts, { query }: RouteRequest): Promise<RouteAnswer> {
  const to = localAddress(query.get('to') ?? '')
  return signInPage({ providers: signIn.providers(), origins: await signIn.origins(), to, why: undefined })
}

/** The sign-in in place of the page: with the reason, and back to the page afterwards. */
async function askToSignIn({ signIn }: SessionRouteParts, { path }: RouteRequest, { why, carry }: Arrived) {
  const shown = { providers: signIn.providers(), origins: await signIn.origins(), to: path, why }
  return carry(signInPage(shown, 401))
}

async function leaveForProvider({ signIn, publicUrl }: SessionRouteParts, request: RouteRequest): Promise<RouteAnswer> {
  if (!isFromOurPage(request, publicUrl))
    return refusedPage(403, 'That button was pressed on another page than ours, so I did nothing.')
  const form = new URLSearchParams(request.body.toString('utf8'))
  const begun = await signIn.begin(form.get('provider') ?? '', form.get('to') ?? '')
  if (!begun) return refusedPage(404, 'Nobody signs in with that here.')
  const cookie = createCookieJar(publicUrl).set('sign-in', begun.cookie, signInMs / 1000)
  return { status: 303, headers: { location: begun.url, 'referrer-policy': 'no-referrer' }, cookies: [cookie] }
}

async function showMe(
  { sessions, describe }: SessionRouteParts,
  visitor: Visitor,
  why: string | undefined,
): Promise<RouteAnswer> {
  const { org, person } = visitor.caller
  const [described, all] = await Promise.all([describe(visitor), sessions.list(org, person)])
  return mePage({ visitor, why, ...described, sessions: all })
}

function signedOut(door: WebDoor, text: string): RouteAnswer {
  return { ...signedOutPage(text), cookies: door.cookiesFor(null) }
}
