// Response urls: five uses within thirty minutes, bound to the place and person they were made for.
import type { Clock } from '../../ports/clock.ts'
import { secret } from './ids.ts'

export type ResponseTarget = {
  channel: string
  teamId: string
  user: string
  /** The message whose button was pressed: what `replace_original` replaces. */
  original?: { ts: string }
}

type Used = { outcome: 'open'; target: ResponseTarget } | { outcome: 'refused'; error: 'used_url' | 'expired_url' }

export type ResponseUrls = {
  /** The path of a new address. */
  issue(target: ResponseTarget): string
  use(id: string): Used
}

const maxUses = 5
const lifeMs = 30 * 60_000

export function createResponseUrls(clock: Clock): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; at: number; uses: number }>()

  return {
    issue(target) {
      const id = secret()
      issued.set(id, { target, at: clock.now(), uses: 0 })
      return `/response/${id}`
    },
    use(id) {
      const found = issued.get(id)
      if (!found || clock.now() - found.at > lifeMs) return { outcome: 'refused', error: 'expired_url' }
      if (found.uses >= maxUses) return { outcome: 'refused', error: 'used_url' }
      found.uses += 1
      return { outcome: 'open', target: found.target }
    },
  }
}
