// What people allowed us to do for them at a provider: handed out fresh to whoever acts for them, given back when they unlink.
import { BellhopError, toBellhopError } from '../../domain/errors.ts'
import type { AccountKey } from '../../domain/person.ts'
import { type ProviderName, providerLabels } from '../../domain/provider.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Grant, IdentityProviders } from '../../ports/identity-provider.ts'
import { readAccountsOf } from '../../store/identity/account-rows.ts'
import { readGrant, replaceGrant } from '../../store/identity/grant-rows.ts'
import type { Sql } from '../../store/sql.ts'
import type { Seal } from '../seal.ts'
import { grantPlace } from './keep-links.ts'

export type Grants = {
  /** The access token of this person there; `forbidden` with the way to link when there is none. */
  tokenFor(person: string, provider: ProviderName): Promise<string>
  /** True when the provider was told. */
  revoke(account: AccountKey): Promise<boolean>
}

type Parts = { sql: Sql; seal: Seal; clock: Pick<Clock, 'now'>; providers: IdentityProviders }

const soonMs = 60_000

export function createGrants(parts: Parts): Grants {
  const { sql, seal, clock, providers } = parts
  return {
    async tokenFor(person, name) {
      const accounts = await readAccountsOf(sql, [person])
      const account = accounts.find(({ key }) => key.startsWith(`${name}:`))?.key
      const sealed = account && (await readGrant(sql, account))
      if (!account || !sealed) throw notLinked(name)
      const grant = openGrant(seal, account, sealed)
      const isFresh = grant.expiresAt === null || grant.expiresAt > clock.now() + soonMs
      return isFresh ? grant.accessToken : renew(parts, { account, sealed, grant, name })
    },
    async revoke(account) {
      const provider = providers.get(account.split(':')[0] as ProviderName)
      const sealed = await readGrant(sql, account)
      return provider && sealed ? provider.revoke(openGrant(seal, account, sealed)) : false
    },
  }
}

type Stale = { account: AccountKey; sealed: string; grant: Grant; name: ProviderName }

async function renew({ sql, seal, providers }: Parts, { account, sealed, grant, name }: Stale): Promise<string> {
  const provider = providers.get(name)
  if (!provider || !grant.refreshToken) throw notLinked(name)
  const fresh = await provider.refresh(grant).catch((error) => {
    if (toBellhopError(error).code === 'forbidden') throw notLinked(name)
    throw error
  })
  const text = seal.close(grantPlace(account), JSON.stringify(fresh))
  for (let former = sealed; ; ) {
    if (await replaceGrant(sql, account, former, text)) return fresh.accessToken
    const theirs = await readGrant(sql, account)
    if (!theirs) throw notLinked(name)
    const there = openGrant(seal, account, theirs)
    // Somebody renewed it at the same moment; what they got is as good, and may be the only one that still counts.
    if (JSON.stringify(there) !== JSON.stringify(grant)) return there.accessToken
    // The same as before, only under another key by now.
    former = theirs
  }
}

function openGrant(seal: Seal, account: AccountKey, sealed: string): Grant {
  return JSON.parse(seal.open(grantPlace(account), sealed)) as Grant
}

function notLinked(name: ProviderName): BellhopError {
  const label = providerLabels[name]
  return new BellhopError('forbidden', `I cannot act for you at ${label}.`, {
    nextStep: `Type \`/link ${name}\` first.`,
  })
}
