// The addresses of linking: the page behind a one-time link, its button, and where providers send people back to.
import type { Route, RouteAnswer, RouteRequest } from '../../ports/route.ts'
import { type CookieJar, createCookieJar } from '../cookies.ts'
import { isFromOurPage } from '../from-our-page.ts'
import type { Sight, SignIns } from './create-sign-ins.ts'
import { pageFor } from './link-page.ts'

/** Providers send people back to one address, whatever they signed in for: undefined when it is not for this. */
export type Arrival = (provider: string, address: URL, request: RouteRequest) => Promise<RouteAnswer | undefined>

export function createLinkRoutes(signIns: SignIns, publicUrl: string, otherArrival: Arrival): Route[] {
  const jar = createCookieJar(publicUrl)
  const answer = (sight: Sight) => answerWith(sight, jar)
  return [
    {
      method: 'GET',
      path: '/link/:token',
      handle: async ({ params }) => answer(await signIns.look(params.token ?? '')),
    },
    {
      method: 'POST',
      path: '/link/:token',
      handle: async (request) =>
        isFromOurPage(request, publicUrl)
          ? answer(await signIns.open(request.params.token ?? '', jar.read(request)))
          : answer({
              kind: 'refused',
              text: 'That button was pressed on another page than ours. Open the link from your chat.',
            }),
    },
    {
      method: 'GET',
      path: '/oauth/:provider/callback',
      async handle(request) {
        const { provider = '' } = request.params
        const address = new URL(`${publicUrl}/oauth/${encodeURIComponent(provider)}/callback?${request.query}`)
        const other = await otherArrival(provider, address, request)
        return other ?? answer(await signIns.arrive(provider, address, jar.read(request)))
      },
    },
  ]
}

async function answerWith(sight: Sight, jar: CookieJar): Promise<RouteAnswer> {
  if (sight.kind !== 'away') return pageFor(sight)
  const { name, value } = sight.cookie
  const headers = { location: sight.url, 'referrer-policy': 'no-referrer' }
  return { status: 303, headers, cookies: [jar.set(name, value, 600)] }
}
