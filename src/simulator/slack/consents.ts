// The codes that the consent page hands out: ten minutes, one use, for one redirect address.
import type { Clock } from '../../ports/clock.ts'
import { secret } from './ids.ts'

type Consent = {
  user: string
  teamId: string
  scopes: string[]
  userScopes: string[]
  /** As it was asked for; empty when the app left it to its settings. */
  redirectUri: string
}

type Redeemed = { outcome: 'redeemed'; consent: Consent } | { outcome: 'refused'; error: string }

export type Consents = {
  issue(consent: Consent): string
  redeem(code: string, redirectUri: string | undefined): Redeemed
}

const lifeMs = 10 * 60_000

export function createConsents(clock: Clock): Consents {
  const issued = new Map<string, { consent: Consent; at: number; used: boolean }>()

  return {
    issue(consent) {
      const code = secret()
      issued.set(code, { consent, at: clock.now(), used: false })
      return code
    },
    redeem(code, redirectUri) {
      const known = issued.get(code)
      if (!known || clock.now() - known.at > lifeMs) return { outcome: 'refused', error: 'invalid_code' }
      if (known.used) return { outcome: 'refused', error: 'code_already_used' }
      const { consent } = known
      if ((redirectUri ?? '') !== consent.redirectUri) return { outcome: 'refused', error: 'bad_redirect_uri' }
      known.used = true
      return { outcome: 'redeemed', consent }
    },
  }
}
