// What people are called is shown as text on the pages, whatever it looks like.
import { expect, it } from 'vitest'
import { mePage, refusedPage, signInPage } from '../../../src/identity/sessions/session-pages.ts'

const hostile = `"><img src=x onerror=alert(1)>'<script>alert(2)</script>&`
const session = {
  ...{ id: '00000000-0000-4000-8000-000000000001', org: 'o', person: 'p', account: 'google:1', device: hostile },
  ...{ familyHash: '', accessHash: '', refreshHash: '', formerHash: null, salt: null, isSeen: true },
  ...{ renewedAt: 0, endsAt: 0, createdAt: 0, endedAt: null },
}

it('no name, address or reason becomes a part of the page itself', () => {
  const caller = { account: hostile, person: 'p', name: hostile, org: 'o', role: 'member' as const }
  const pages = [
    mePage({
      ...{ visitor: { session: session.id, caller, formToken: 'token' }, org: hostile, why: hostile },
      ...{ accounts: [{ key: hostile, name: hostile }], sessions: [session] },
      api: { documentPath: '/api', endpoints: [{ method: 'GET', path: hostile, summary: hostile }] },
    }),
    signInPage({ providers: ['google'], origins: [], to: hostile, why: hostile }),
    refusedPage(403, hostile),
  ]
  for (const { body } of pages) {
    expect(String(body)).toContain('&lt;script&gt;')
    expect(String(body)).not.toMatch(/<script|<img|value="">/)
  }
})
