// Permissions of providers: fresh when they are used, sealed where they rest, one renewal at a time.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BellhopError } from '../../src/domain/errors.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createGrants } from '../../src/identity/linking/create-grants.ts'
import { grantPlace } from '../../src/identity/linking/keep-links.ts'
import { createSeal } from '../../src/identity/seal.ts'
import type { Grant, IdentityProvider } from '../../src/ports/identity-provider.ts'
import { saveGrant } from '../../src/store/identity/grant-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'

const [org, person] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
const seal = createSeal([createSecret(Buffer.alloc(32, 3).toString('base64'))])
const account = 'google:117'

let store: Store
let renewals = 0
let answer: () => Promise<Grant>
let now = 0

beforeAll(async () => {
  store = await openTestStore()
  await store.inOrgSql(org, async (sql) => {
    await insertOrg(sql, { id: org, name: 'Home', isSample: false })
    await insertMember(sql, org, { person, name: 'Ann', role: 'member' })
    await sql(asPlatform)
    await sql(`insert into account (key, platform, person_id, name) values ($1, 'google', $2::uuid, 'ann')`, [
      account,
      person,
    ])
  })
})
afterAll(() => store?.close())

beforeEach(() => {
  renewals = 0
  now = 1_000_000
  answer = async () => ({ ...grant, accessToken: `renewed-${renewals}`, expiresAt: now + 3_600_000 })
})

const grant: Grant = { accessToken: 'first-token', refreshToken: 'keeps-coming', expiresAt: 2_000_000, scope: 'openid' }

const provider: IdentityProvider = {
  name: 'google',
  origins: async () => [],
  begin: () => Promise.reject(new Error('not here')),
  finish: () => Promise.reject(new Error('not here')),
  async refresh() {
    renewals++
    return answer()
  },
  revoke: async () => true,
}

async function open() {
  await saveGrant(store.sql, {
    account,
    provider: 'google',
    sealed: seal.close(grantPlace(account), JSON.stringify(grant)),
  })
  return createGrants({ sql: store.sql, seal, clock: { now: () => now }, providers: new Map([['google', provider]]) })
}

describe('the permission somebody gave at a provider', () => {
  it('is handed out as it is while it is fresh', async () => {
    expect(await (await open()).tokenFor(person, 'google')).toBe('first-token')
    expect(renewals).toBe(0)
  })

  it('is renewed shortly before it ends, and kept', async () => {
    const grants = await open()
    now = 1_950_000
    expect(await grants.tokenFor(person, 'google')).toBe('renewed-1')
    expect(await grants.tokenFor(person, 'google')).toBe('renewed-1')
    expect(renewals).toBe(1)
  })

  it('is the same for two who renew it at once', async () => {
    const grants = await open()
    now = 1_950_000
    const [first, second] = await Promise.all([grants.tokenFor(person, 'google'), grants.tokenFor(person, 'google')])
    expect(first).toBe(second)
  })

  it('asks for a new link when the person took it back, and for patience when the provider is down', async () => {
    const grants = await open()
    now = 3_000_000
    answer = () => Promise.reject(new BellhopError('forbidden', 'no longer'))
    await expect(grants.tokenFor(person, 'google')).rejects.toMatchObject({
      code: 'forbidden',
      nextStep: 'Type `/link google` first.',
    })
    answer = () => Promise.reject(new BellhopError('unavailable', 'down'))
    await expect(grants.tokenFor(person, 'google')).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('says to link first when there is none', async () => {
    const grants = await open()
    await expect(grants.tokenFor(person, 'github')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('stands in the database only sealed, and opens nowhere else', async () => {
    await open()
    const rows = await store.sql<{ sealed: string }>('select sealed from provider_grant')
    expect(JSON.stringify(rows)).not.toMatch(/first-token|keeps-coming/)
    expect(() => seal.open(grantPlace('google:118'), rows[0]?.sealed ?? '')).toThrow()
  })
})
