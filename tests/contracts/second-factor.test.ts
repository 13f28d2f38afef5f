// A code counts once, wrong ones cost time, and what is kept of both is worth nothing to a thief.
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { createSecondFactor } from '../../src/identity/second-factor/create-second-factor.ts'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readCode } from '../../src/identity/second-factor/typed-code.ts'
import type { Whose } from '../../src/store/identity/factor-rows.ts'
import { insertMember, insertOrg, mergeMembers } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const seal = createSeal([createSecret(Buffer.alloc(32, 7).toString('base64'))])

describeOnEveryStore('a second factor', ({ store, another }) => {
  const time = { now: Date.UTC(2026, 10, 21) }
  const clock = { now: () => time.now }
  const factorOn = (on: Store) => createSecondFactor({ store: on, seal, clock })
  let other: Store | undefined
  const here = () => factorOn(store())
  const there = () => factorOn(other ?? store())
  let count = 0

  beforeAll(async () => {
    other = await another?.()
  })
  afterAll(async () => {
    if (other) await other.close()
  })

  const somebody = (): Whose => ({ org: randomUUID(), person: randomUUID(), account: 'console:ann' })

  function submission(typed: string, key = `event ${++count}`) {
    const code = readCode(typed)
    if (!code) throw new Error(`${typed} is no code`)
    return { code, key, place: 'here', correlation: 'C' }
  }

  async function enrolled() {
    const whose = somebody()
    await store().inOrgSql(whose.org, (sql) => insertOrg(sql, { id: whose.org, name: 'Acme', isSample: true }))
    const { key, change } = here().begin(whose)
    await store().inOrg(whose.org, change)
    const codeAt = (steps: number) => codeOf(key, stepAt(time.now) + steps)
    const wrong = [...'0123456789'].map((digit) => digit.repeat(6)).find((one) => ![-1, 0, 1].map(codeAt).includes(one))
    const submit = async (typed: string, by = here()) => by.submit(whose, submission(typed))
    return { whose, key, codeAt, submit, wrong: wrong ?? '' }
  }

  async function turnedOn() {
    const ann = await enrolled()
    expect(await ann.submit(ann.codeAt(0))).toMatchObject({ outcome: 'accepted', isFirst: true })
    const { codes, change } = await here().newCodes(ann.whose)
    await store().inOrg(ann.whose.org, change)
    time.now += 60_000
    return { ...ann, codes }
  }

  it('accepts one of 1,000 submissions of one code, from two pools at once', async () => {
    const ann = await turnedOn()
    const code = ann.codeAt(0)
    // As many side by side as keep both pools busy: whoever waits ten seconds for a connection is told so.
    const oneAfterAnother = async (by = here()) => {
      const outcomes = []
      for (let i = 0; i < 25; i++) outcomes.push(await by.submit(ann.whose, submission(code)))
      return outcomes
    }
    const all = (
      await Promise.all(Array.from({ length: 40 }, (_, i) => oneAfterAnother(i % 2 === 0 ? here() : there())))
    ).flat()
    const count = (outcome: string) => all.filter((one) => one.outcome === outcome).length
    expect([count('accepted'), count('used')]).toEqual([1, 999])
    expect(await here().find(ann.whose)).toMatchObject({ failures: 0, lockedUntil: null })
  })

  it('refuses a used code and every older one, and takes the next', async () => {
    const ann = await turnedOn()
    expect(await ann.submit(ann.codeAt(0))).toMatchObject({ outcome: 'accepted', isFirst: false })
    expect(await ann.submit(ann.codeAt(0), there())).toEqual({ outcome: 'used' })
    expect(await ann.submit(ann.codeAt(-1))).toEqual({ outcome: 'used' })
    expect(await ann.submit(ann.codeAt(1))).toMatchObject({ outcome: 'accepted' })
  })

  it('takes another try of the same event for no second use', async () => {
    const ann = await turnedOn()
    const once = submission(ann.codeAt(0))
    expect(await here().submit(ann.whose, once)).toMatchObject({ outcome: 'accepted' })
    expect(await there().submit(ann.whose, once)).toMatchObject({ outcome: 'accepted', isFirst: false })
    expect(await here().submit(ann.whose, { ...once, key: 'another event' })).toEqual({ outcome: 'used' })
  })

  it('takes no code for a while after five wrong ones, and for longer after each further one', async () => {
    const ann = await turnedOn()
    for (const left of [4, 3, 2, 1])
      expect(await ann.submit(ann.wrong, left % 2 ? here() : there())).toEqual({ outcome: 'wrong', triesLeft: left })
    expect(await ann.submit(ann.wrong)).toEqual({ outcome: 'locked', until: time.now + 60_000, isNew: true })
    expect(await ann.submit(ann.codeAt(0), there())).toMatchObject({ outcome: 'locked', isNew: false })
    expect(await ann.submit(ann.codes[0] ?? '', there())).toMatchObject({ outcome: 'locked', isNew: false })
    time.now += 60_001
    expect(await ann.submit(ann.wrong)).toEqual({ outcome: 'locked', until: time.now + 120_000, isNew: true })
    time.now += 120_001
    expect(await ann.submit(ann.codeAt(0), there())).toMatchObject({ outcome: 'accepted' })
    expect(await ann.submit(ann.wrong)).toEqual({ outcome: 'wrong', triesLeft: 4 })
  })

  it('looks at no more than five of many guesses at once', async () => {
    const ann = await turnedOn()
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, i) => ann.submit(ann.wrong, i % 2 ? here() : there())),
    )
    const looked = guesses.filter((one) => one.outcome === 'wrong' || (one.outcome === 'locked' && one.isNew))
    expect(looked).toHaveLength(5)
  })

  it('takes a recovery code once, whoever is faster, and no other person’s', async () => {
    const [ann, bob] = [await turnedOn(), await turnedOn()]
    const code = ann.codes[3] ?? ''
    expect(await bob.submit(code)).toMatchObject({ outcome: 'wrong' })
    const all = await Promise.all(Array.from({ length: 4 }, (_, i) => ann.submit(code, i % 2 ? here() : there())))
    expect(all.filter((one) => one.outcome === 'accepted')).toMatchObject([{ by: 'recovery', recoveryCodesLeft: 9 }])
  })

  it('keeps recovery codes under a slow hash, and takes those that were given under a quick one', async () => {
    const ann = await turnedOn()
    const { org, person } = ann.whose
    const rows = await store().inOrgSql(org, (sql) => sql<{ hash: string }>('select hash from recovery_code'))
    expect(rows.every(({ hash }) => hash.startsWith('s1.'))).toBe(true)
    const code = 'AB12-CD34-EF56-GH78'
    const quick = createHash('sha256').update(`recovery ${org} ${person} ${code}`).digest('base64url')
    const plant = 'insert into recovery_code (org_id, person_id, hash) values ($1::uuid, $2::uuid, $3)'
    await store().inOrgSql(org, (sql) => sql(plant, [org, person, quick]))
    expect(await ann.submit(code)).toMatchObject({ outcome: 'accepted', by: 'recovery' })
    expect(await ann.submit(code)).toMatchObject({ outcome: 'wrong' })
  })

  it('counts no key that was not confirmed within a quarter of an hour, nor one that another took the place of', async () => {
    const [late, twice] = [await enrolled(), await enrolled()]
    const first = twice.codeAt(0)
    await store().inOrg(twice.whose.org, here().begin(twice.whose).change)
    expect(await twice.submit(first)).toMatchObject({ outcome: 'wrong' })
    time.now += 15 * 60_000 + 1
    expect(await late.submit(late.codeAt(0))).toEqual({ outcome: 'stale' })
  })

  it('is not replaced once it is on, but taken away with all its codes', async () => {
    const ann = await turnedOn()
    await expect(store().inOrg(ann.whose.org, here().begin(ann.whose).change)).rejects.toThrow(/already/)
    await store().inOrg(ann.whose.org, here().remove(ann.whose.person))
    expect(await ann.submit(ann.codes[0] ?? '')).toEqual({ outcome: 'none' })
  })

  it('is not dropped by a merge: the person who has one is not merged away', async () => {
    const ann = await turnedOn()
    const [keep, leave] = [randomUUID(), ann.whose.person]
    const merging = store().inOrgSql(ann.whose.org, async (sql) => {
      for (const person of [keep, leave])
        await insertMember(sql, ann.whose.org, { person, name: 'Ann', role: 'member' })
      await mergeMembers(sql, { keep, leave, role: 'member' })
    })
    await expect(merging).rejects.toThrow(/a merge would drop/)
  })

  it('does not open in somebody else’s row', async () => {
    const [ann, mallory] = [await turnedOn(), await turnedOn()]
    const own = await here().find(mallory.whose)
    await store().inOrgSql(ann.whose.org, (sql) =>
      sql('update second_factor set sealed = $2 where person_id = $1::uuid', [ann.whose.person, own?.sealed]),
    )
    await expect(ann.submit(mallory.codeAt(0))).rejects.toThrow(/does not open/)
  })

  describe('and what is kept of it', () => {
    it('holds neither the key nor any code, and says in the audit what became of each', async () => {
      const ann = await turnedOn()
      const digits = ann.codeAt(0)
      await ann.submit(digits)
      await ann.submit(ann.wrong)
      const kept = await store().inOrgSql(ann.whose.org, (sql) =>
        sql(`select jsonb_build_array((select jsonb_agg(f) from second_factor f), (select jsonb_agg(r) from recovery_code r),
               (select jsonb_agg(s) from step_up s), (select jsonb_agg(a order by a.at) from audit_entry a)) as everything`),
      )
      const text = JSON.stringify(kept)
      expect(text).toContain('factor:refused')
      for (const secret of [digits, ann.wrong, ann.key.toString('base64'), ann.key.toString('hex'), ...ann.codes])
        expect(text).not.toContain(`"${secret}"`)
      const rows = await store().inOrgSql(ann.whose.org, (sql) =>
        sql('select act, allowed, reason, result, digest from audit_entry order by at, id'),
      )
      expect(rows).toContainEqual({
        act: 'factor:accepted',
        allowed: true,
        reason: null,
        result: 'by app',
        digest: null,
      })
      expect(rows).toContainEqual({
        act: 'factor:refused',
        allowed: false,
        reason: 'wrong code',
        result: null,
        digest: null,
      })
    })

    it('is seen by no other org', async () => {
      const ann = await turnedOn()
      expect(await here().find({ ...ann.whose, org: randomUUID() })).toBeUndefined()
    })
  })
})
