import type { RouteRequest } from '../ports/route.ts'

/** Another site could send a form in somebody's name; browsers say where it comes from. */
export function isFromOurPage({ headers }: Pick<RouteRequest, 'headers'>, publicUrl: string): boolean {
  const site = headers['sec-fetch-site']
  return site === undefined ? headers.origin === new URL(publicUrl).origin : site === 'same-origin'
}
