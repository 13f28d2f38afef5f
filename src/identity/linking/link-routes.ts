// The addresses of linking: the page behind a one-time link, its button, and where providers send people back to.
import type { Route, RouteAnswer, RouteRequest } from '../../ports/route.ts'
import type { Cookies, Sight, SignIns } from './create-sign-ins.ts'
import { pageFor } from './link-page.ts'

export function createLinkRoutes(signIns: SignIns, publicUrl: string): Route[] {
  const isSecure = publicUrl.startsWith('https:')
  const answer = (sight: Sight) => answerWith(sight, isSecure)
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
          ? answer(await signIns.open(request.params.token ?? '', cookiesOf(request)))
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
        return answer(await signIns.arrive(provider, address, cookiesOf(request)))
      },
    },
  ]
}

/** Another site could press the button in somebody's name; browsers say where a form comes from. */
function isFromOurPage({ headers }: RouteRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site']
  return site === undefined ? headers.origin === new URL(publicUrl).origin : site === 'same-origin'
}

async function answerWith(sight: Sight, isSecure: boolean): Promise<RouteAnswer> {
  if (sight.kind !== 'away') return pageFor(sight)
  const { name, value } = sight.cookie
  const cookie = `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600${isSecure ? '; Secure' : ''}`
  return { status: 303, headers: { location: sight.url, 'set-cookie': cookie, 'referrer-policy': 'no-referrer' } }
}

function cookiesOf({ headers }: RouteRequest): Cookies {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return new Map(
    pairs.flatMap((pair) => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : []
    }),
  )
}
