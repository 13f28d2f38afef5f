// A person's browser, as far as installing the app takes one: it keeps cookies and follows where it is sent.
import type { User } from '../model.ts'
import type { World } from '../world.ts'

export type Page = { status: number; url: string; text: string }

const maxSteps = 10

/** Opens the app's install address, consents (or not) and follows back to the app. */
export async function visitInstall(world: World, user: User, url: string, answer: 'allow' | 'cancel'): Promise<Page> {
  const cookies = new Map<string, string>()
  let at = url
  for (let step = 0; step < maxSteps; step += 1) {
    const response = await open(at, cookies, isConsent(world, at) ? { user: user.id, answer } : undefined)
    const location = response.headers.get('location')
    const text = await response.text()
    const next = location ?? (isConsent(world, at) ? null : linkToConsent(world, text))
    if (next === null) return { status: response.status, url: at, text }
    at = new URL(next, at).href
  }
  return { status: 310, url: at, text: 'too many redirects' }
}

function isConsent(world: World, url: string): boolean {
  return url.startsWith(`${world.address.url}/oauth/v2/authorize`)
}

async function open(url: string, cookies: Map<string, string>, form?: Record<string, string>): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { ...(cookie ? { cookie } : {}), connection: 'close' },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const equals = pair.indexOf('=')
    cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  return response
}

/** The «Add to Slack» button of a page. */
function linkToConsent(world: World, page: string): string | null {
  const addresses = [...page.matchAll(/href="([^"]+)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'))
  return addresses.find((address) => isConsent(world, address)) ?? null
}
