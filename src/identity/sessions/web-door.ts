// The door of our pages: which person with which rights is this request? Whoever serves pages asks here, and carries the cookies out.
import type { RouteAnswer, RouteRequest } from '../../ports/route.ts'
import { createCookieJar } from '../cookies.ts'
import { isFromOurPage } from '../from-our-page.ts'
import type { Sessions, Visit, Visitor } from './create-sessions.ts'
import { accessMs, idleMs } from './judge-session.ts'
import { accessCookie, isSame, readShown, renewalCookie, type SessionKeys } from './session-keys.ts'

export type Arrived = {
  /** Undefined when nobody is signed in; `why` says so where there is more to say. */
  visitor: Visitor | undefined
  why: string | undefined
  /** The answer, with the cookies that the browser is to keep from here on: every answer to a visit goes through this. */
  carry(answer: RouteAnswer): RouteAnswer
}

export type WebDoor = {
  arrive(request: RouteRequest): Promise<Arrived>
  /** The same for what changes something: there is nobody unless one of our own pages sent it, from this very session. */
  arriveWithForm(request: RouteRequest): Promise<Arrived & { form: URLSearchParams }>
  /** To the sign-in, and back here after it. */
  signIn(request: Pick<RouteRequest, 'path' | 'query'>): RouteAnswer
  /** What a browser is to keep of a session just begun, or `null`: nothing. */
  cookiesFor(keys: SessionKeys | null): string[]
}

/** The field of our forms that shows which session they belong to. */
export const formTokenField = 'token'

export function createWebDoor(sessions: Pick<Sessions, 'visit'>, publicUrl: string | undefined): WebDoor {
  const jar = createCookieJar(publicUrl)

  function cookiesFor(keys: SessionKeys | null): string[] {
    if (!keys) return [jar.forget('session'), jar.forget('renewal')]
    return [
      jar.set('session', accessCookie(keys), accessMs / 1000),
      jar.set('renewal', renewalCookie(keys), idleMs / 1000),
    ]
  }

  function arrived({ visitor, why, keys }: Visit): Arrived {
    const cookies = keys === undefined ? [] : cookiesFor(keys)
    const carry = (answer: RouteAnswer) => ({ ...answer, cookies: [...cookies, ...(answer.cookies ?? [])] })
    return { visitor, why, carry }
  }

  async function arrive(request: RouteRequest): Promise<Arrived> {
    const cookies = jar.read(request)
    return arrived(await sessions.visit(readShown(cookies.get('session'), cookies.get('renewal'))))
  }

  return {
    arrive,
    async arriveWithForm(request) {
      const form = new URLSearchParams(request.body.toString('utf8'))
      if (!publicUrl || !isFromOurPage(request, publicUrl))
        return { ...arrived({ why: 'That button was pressed on another page than ours, so I did nothing.' }), form }
      const there = await arrive(request)
      const token = there.visitor?.formToken
      const isOurs = token !== undefined && isSame(form.get(formTokenField) ?? '', token)
      if (!there.visitor || isOurs) return { ...there, form }
      const why = 'That page belongs to an earlier sign-in, so I did nothing. Open it anew.'
      return { ...there, visitor: undefined, why, form }
    },
    signIn({ path, query }) {
      const to = query.size > 0 ? `${path}?${query}` : path
      return { status: 303, headers: { location: `/sign-in?${new URLSearchParams({ to })}` } }
    },
    cookiesFor,
  }
}
