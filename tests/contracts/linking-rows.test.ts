// The database answers each attempt of each order as linking on paper does, where every order is tried.
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { createSecret } from '../../src/domain/secret.ts'
import { keepLinks, writeCommit } from '../../src/identity/linking/keep-links.ts'
import type { Commit } from '../../src/identity/linking/link-step.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { home, parties, Trace, traces } from '../support/linking-traces.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const seal = createSeal([createSecret(Buffer.alloc(32, 7).toString('base64'))])

describeOnEveryStore('linking in the database', ({ store }) => {
  beforeAll(async () => {
    await store().inOrgSql(home, async (sql) => {
      await insertOrg(sql, { id: home, name: 'Home', isSample: false })
      for (const { person, name } of people()) await insertMember(sql, home, { person, name, role: 'member' })
    })
  })

  it('writes and refuses exactly what linking on paper does, and ends with the same accounts', async () => {
    let attempts = 0
    let bound = 0
    await fc.assert(
      fc.asyncProperty(traces, async (moves) => {
        await forget(store())
        const trace = new Trace()
        for (const one of moves) await trace.play(one)
        for (const { commit, isOurs } of trace.links.written) {
          expect(await attempt(store(), commit)).toBe(isOurs)
          attempts++
        }
        expect(await accountsIn(store())).toEqual(accountsOf(trace))
        for (const row of trace.links.rows.values())
          expect(await keepLinks(store()).find({ id: row.id })).toMatchObject({
            state: row.state,
            version: row.version,
          })
        bound += trace.bound
      }),
      { numRuns: 60 },
    )
    expect(attempts).toBeGreaterThan(60)
    expect(bound).toBeGreaterThan(3)
  })

  it('lets one of two win who answer at the same moment', async () => {
    await forget(store())
    const trace = new Trace()
    const story = [
      { do: 'ask', who: 'ann', at: 'chat' },
      { do: 'take', who: 'annPhone', token: 0 },
      { do: 'confirm', who: 'annPhone', link: 0 },
    ] as const
    for (const one of story) await trace.play(one)
    for (const { commit } of trace.links.written) await attempt(store(), commit)
    const [code] = trace.codes
    const steps = await Promise.all(
      ['000000', code?.code ?? ''].map((digits) => trace.links.linking.answer(parties.ann, digits)),
    )
    const held = await Promise.all(steps.flatMap(({ commit }) => (commit ? [attempt(store(), commit)] : [])))
    expect(held.filter(Boolean)).toHaveLength(1)
  })
})

function people() {
  return Object.values(parties).flatMap(({ person, name }) => (person ? [{ person, name }] : []))
}

async function forget(store: Store): Promise<void> {
  await store.sql('delete from link')
  await store.sql('delete from account')
  for (const { account, person, name } of Object.values(parties))
    if (person)
      await store.sql('insert into account (key, platform, person_id, name) values ($1, $2, $3::uuid, $4)', [
        account,
        'slack',
        person,
        name,
      ])
}

/** As the product does it: all of it in one transaction, or nothing. */
async function attempt(store: Store, commit: Commit): Promise<boolean> {
  const undone = new Error('undone')
  try {
    await store.transact(async (sql) => {
      if (!(await writeCommit(sql, commit, { seal, tell: () => [] }, 'test'))) throw undone
    })
    return true
  } catch (error) {
    if (error === undone) return false
    throw error
  }
}

async function accountsIn(store: Store): Promise<Record<string, string>> {
  const rows = await store.sql<{ key: string; person: string }>(
    'select key, person_id as person from account where person_id is not null',
  )
  return Object.fromEntries(rows.map(({ key, person }) => [key, person]))
}

function accountsOf(trace: Trace): Record<string, string> {
  return Object.fromEntries([...trace.links.owners].flatMap(([key, person]) => (person ? [[key, person]] : [])))
}
