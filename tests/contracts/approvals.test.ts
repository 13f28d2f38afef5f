// Approvals over the whole core: who may answer, that they settle once, and that nothing but what was approved runs.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { noPolicy } from '../../src/domain/policy.ts'
import { deleteGrants, insertGrant } from '../../src/store/gate/policy-rows.ts'
import { insertAccount } from '../../src/store/identity/account-rows.ts'
import { setRole, setSuspended } from '../../src/store/identity/member-rows.ts'
import { answerCommands } from '../support/answer-commands.ts'
import { createDirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { bell, openOffice } from '../support/paper-office.ts'
import { paperEvent } from '../support/paper-platform.ts'

describeOnEveryStore('a call that needs approval', ({ store }) => {
  let paper: PaperCore
  let office: ReturnType<typeof openOffice>
  let rung: string[]
  let people: { ann: string; bo: string; cy: string; dee: string }
  let round = 0

  async function open(more: Parameters<typeof bell>[1] = {}, expiryMs?: number): Promise<void> {
    rung = []
    const answers = answerCommands(() => paper.core.approvals)
    const queue = createDirectQueue()
    paper = await openPaperCore(store(), {
      commands: [bell(rung, more), ...answers],
      queue,
      ...(expiryMs ? { expiryMs } : {}),
    })
    office = openOffice(store(), paper)
    round++
    people = { ann: `ann${round}`, bo: `bo${round}`, cy: `cy${round}`, dee: `dee${round}` }
    await office.joins(people.ann, 'member')
    await office.joins(people.bo, 'admin')
    await office.joins(people.cy, 'admin')
  }

  beforeEach(() => open())
  afterEach(() => paper.stop())

  it('waits, says whom it asks, and runs once somebody who may has approved', async () => {
    const { id } = await office.asks(people.ann, 'ring noon')
    expect(rung).toEqual([])
    expect(paper.shownIn(`console:${people.bo}`).at(-1)).toMatch(/asks me to ring the bell: noon.*admin or owner/s)
    expect(await office.says(people.bo, `approve ${id}`)).toContain('You approved it')
    expect(rung).toEqual(['noon'])
    expect(paper.shownIn(people.ann).at(-1)).toBe('rung noon')
    expect(await office.stateOf(id)).toBe('approved')
  })

  it('runs once when a hundred answers come at the same moment', async () => {
    const { id } = await office.asks(people.ann, 'ring once')
    const presses = Array.from({ length: 100 }, (_, i) => {
      const who = i % 2 === 0 ? people.bo : people.cy
      return paperEvent(`${id} ${i}`, `${who}/${i}`, `approve ${id}`, { isControl: true })
    })
    await Promise.all(presses.map((press) => paper.core.intake.accept(press)))
    await paper.core.idle()
    expect(rung).toEqual(['once'])
    const told = presses.flatMap((press) => paper.shownIn(press.lane))
    expect(told.filter((text) => text.includes('You approved it'))).toHaveLength(1)
    expect(told.filter((text) => /settled already.*Approved/s.test(text))).toHaveLength(99)
  })

  it('is not approved by whoever asked, nor by the same human through another account', async () => {
    const { id } = await office.asks(people.bo, 'ring mine')
    expect(await office.says(people.bo, `approve ${id}`)).toMatch(/somebody else has to approve/)
    const person = await office.personOf(people.bo)
    await insertAccount(store().sql, { key: `console:${people.bo}phone`, person, name: 'Bo' })
    expect(await office.says(`${people.bo}phone`, `approve ${id}`)).toMatch(/somebody else has to approve/)
    expect(rung).toEqual([])
    await office.says(people.cy, `approve ${id}`)
    expect(rung).toEqual(['mine'])
  })

  it('is not approved by people who may not, or may no longer', async () => {
    const { id } = await office.asks(people.ann, 'ring loud')
    await office.joins(people.dee, 'member')
    expect(await office.says(people.dee, `approve ${id}`)).toMatch(/You cannot answer this: it takes/)
    const org = await office.org()
    const bo = await office.personOf(people.bo)
    await store().inOrgSql(org, (sql) => setRole(sql, bo, 'member'))
    expect(await office.says(people.bo, `approve ${id}`)).toMatch(/You cannot answer this/)
    const cy = await office.personOf(people.cy)
    await store().inOrgSql(org, (sql) => setSuspended(sql, cy, true))
    expect(await office.says(people.cy, `approve ${id}`)).toMatch(/You are suspended here/)
    expect(rung).toEqual([])
    expect(await office.stateOf(id)).toBe('open')
  })

  it('is approved by whoever has the role that may for a time, or inherits it, and by nobody after', async () => {
    const org = await office.org()
    const change = await paper.core.policies.change(org, (policy) => ({
      ...policy,
      model: 'enterprise',
      roles: [{ name: 'deputy', permissions: [], inherits: ['admin'] }],
    }))
    await store().inOrg(org, change)
    const dee = await office.joins(people.dee, 'member')
    const grant = { id: randomUUID(), person: dee, role: 'deputy', until: Date.now() + 60_000, canPass: false }
    await store().inOrgSql(org, (sql) => insertGrant(sql, org, { ...grant, givenBy: null, via: null }))
    const first = await office.asks(people.ann, 'ring first')
    expect(paper.shownIn(`console:${people.dee}`).at(-1)).toContain('ring the bell: first')
    expect(await office.says(people.dee, `approve ${first.id}`)).toContain('You approved it')
    const second = await office.asks(people.ann, 'ring second')
    await store().inOrgSql(org, (sql) => deleteGrants(sql, { person: dee, role: 'deputy', givenBy: null }))
    expect(await office.says(people.dee, `approve ${second.id}`)).toMatch(/You cannot answer this/)
    expect(rung).toEqual(['first'])
    await store().inOrg(org, await paper.core.policies.change(org, () => noPolicy))
  })

  it.each(['tool', 'input', 'summary', 'account', 'place', 'rule', 'errand', 'correlation'])(
    'is void once its %s is changed by a byte',
    async (column) => {
      const { id } = await office.asks(people.ann, 'ring true')
      await store().inOrgSql(await office.org(), (sql) =>
        sql(`update approval set ${column} = ${column} || ' ' where id = $1::uuid`, [id]),
      )
      expect(await office.says(people.bo, `approve ${id}`)).toMatch(/not what is written down any more/)
      expect([rung, await office.stateOf(id)]).toEqual([[], 'void'])
    },
  )

  it('does not run when the job that is to run it says something else', async () => {
    const { id } = await office.asks(people.ann, 'ring true')
    await paper.stop()
    await store().inOrgSql(await office.org(), (sql) =>
      sql("update approval set state = 'approved' where id = $1::uuid", [id]),
    )
    const row = await office.newest()
    const job = JSON.parse(row.errand)
    const payload = job.payload.replace('"text":"true"', '"text":"false"')
    expect(payload).not.toBe(job.payload)
    await store().sql(
      `insert into job (id, queue, org, conversation, account, payload, correlation) values ($1::uuid, $2, $3::uuid, $4, $5, $6, $7)`,
      [job.id, job.queue, job.org, job.conversation, job.account, payload, job.correlation],
    )
    await open()
    await paper.core.idle()
    expect(rung).toEqual([])
    expect((await office.audited('ring'))[0]).toMatchObject({ allowed: false, reason: 'not what was approved' })
  })

  it('does not run when the asker lost the right while it waited', async () => {
    const { id } = await office.asks(people.ann, 'ring late')
    const ann = await office.personOf(people.ann)
    await store().inOrgSql(await office.org(), (sql) => setRole(sql, ann, 'viewer'))
    await office.says(people.bo, `approve ${id}`)
    expect(rung).toEqual([])
    expect(paper.shownIn(people.ann).at(-1)).toMatch(/needs the role member/)
  })

  it('does not run when the role that opened it to the asker was taken while it waited', async () => {
    await paper.stop()
    await open({ permission: 'admin' })
    const org = await office.org()
    const person = await office.personOf(people.ann)
    const ringer = { name: 'ringer', permissions: ['ring:run'], inherits: [] }
    const change = await paper.core.policies.change(org, (policy) => ({
      ...policy,
      model: 'granular',
      roles: [ringer],
    }))
    await store().inOrg(org, change)
    const grant = { id: randomUUID(), role: 'ringer', until: null, canPass: false, givenBy: null, via: null }
    await store().inOrgSql(org, (sql) => insertGrant(sql, org, { ...grant, person }))
    const kept = await office.asks(people.ann, 'ring early')
    await office.says(people.bo, `approve ${kept.id}`)
    expect(rung).toEqual(['early'])
    const { id } = await office.asks(people.ann, 'ring late')
    await store().inOrgSql(org, (sql) => deleteGrants(sql, { person, role: 'ringer', givenBy: null }))
    await office.says(people.bo, `approve ${id}`)
    expect(rung).toEqual(['early'])
    expect(paper.shownIn(people.ann).at(-1)).toMatch(/needs the permission `?ring:run/)
    await store().inOrg(org, await paper.core.policies.change(org, () => noPolicy))
  })

  it('is refused in a place without an organisation, where nobody could agree', async () => {
    await paper.stop()
    await open({ permission: 'stranger' })
    const elsewhere = { workspace: 'elsewhere' }
    await paper.core.intake.accept(paperEvent(`${people.ann} far`, `far${round}`, 'ring far', elsewhere))
    await paper.core.idle()
    expect(rung).toEqual([])
    expect(paper.shownIn(`far${round}`).at(-1)).toMatch(/belongs to no organisation that could/)
  })

  it('takes as many different people as its rule says', async () => {
    await paper.stop()
    await open({ approval: { by: { role: 'admin' }, count: 2 } })
    const { id } = await office.asks(people.ann, 'ring twice')
    await office.says(people.bo, `approve ${id}`)
    expect(await office.says(people.bo, `approve ${id}`)).toMatch(/answered that already/)
    expect(rung).toEqual([])
    await office.says(people.cy, `approve ${id}`)
    expect(rung).toEqual(['twice'])
  })

  it('does not count whoever approved and lost the right before the others did', async () => {
    await paper.stop()
    await open({ approval: { by: { role: 'admin' }, count: 2 } })
    await office.joins(people.dee, 'admin')
    const { id } = await office.asks(people.ann, 'ring twice')
    await office.says(people.bo, `approve ${id}`)
    const bo = await office.personOf(people.bo)
    await store().inOrgSql(await office.org(), (sql) => setRole(sql, bo, 'member'))
    await office.says(people.cy, `approve ${id}`)
    expect([rung, await office.stateOf(id)]).toEqual([[], 'open'])
    await office.says(people.dee, `approve ${id}`)
    expect(rung).toEqual(['twice'])
  })

  it('is over once denied, and the asker is told why', async () => {
    const { id } = await office.asks(people.ann, 'ring again')
    await office.says(people.bo, `deny ${id} not on a Friday`)
    expect(paper.shownIn(people.ann).at(-1)).toMatch(/Denied.*not on a Friday/s)
    expect(await office.says(people.cy, `approve ${id}`)).toMatch(/settled already.*Denied/s)
    expect(rung).toEqual([])
  })

  it('can be withdrawn by whoever asked, and by nobody else', async () => {
    const { id } = await office.asks(people.ann, 'ring never')
    expect(await office.says(people.bo, `withdraw ${id}`)).toMatch(/Only whoever asked/)
    expect(await office.says(people.ann, `withdraw ${id.slice(0, 8)}`)).toMatch(/You withdrew it/)
    expect(await office.says(people.bo, `approve ${id}`)).toMatch(/Withdrawn/)
    expect(rung).toEqual([])
  })

  it('expires, and the asker is told', async () => {
    await paper.stop()
    await open({ approval: { by: { role: 'admin' }, withinMs: 1 } }, 20)
    const before = paper.shownIn(people.ann).length
    const { id } = await office.asks(people.ann, 'ring soon')
    await expect.poll(() => paper.shownIn(people.ann).slice(before).join('\n')).toMatch(/Expired/)
    expect(await office.stateOf(id)).toBe('expired')
    expect(await office.says(people.bo, `approve ${id}`)).toMatch(/settled already.*Expired/s)
    expect([rung, (await office.audited('ring'))[0]?.result]).toEqual([[], 'expired'])
  })

  it('expires also beside one that cannot be ended', async () => {
    await paper.stop()
    await open({ approval: { by: { role: 'admin' }, withinMs: 400 } })
    const broken = await office.asks(people.ann, 'ring broken')
    const { id } = await office.asks(people.bo, 'ring whole')
    const org = await office.org()
    const setCards = (cards: string) =>
      store().inOrgSql(org, (sql) => sql('update approval set cards = $2 where id = $1::uuid', [broken.id, cards]))
    await setCards('no cards')
    await expect.poll(() => paper.core.approvals.expire().catch(() => office.stateOf(id))).toBe('expired')
    expect(await office.stateOf(broken.id)).toBe('open')
    await setCards('[]')
    await paper.core.approvals.expire()
    expect(await office.stateOf(broken.id)).toBe('expired')
  })

  it('is refused at once where too few people could approve', async () => {
    await paper.stop()
    await open({ approval: { by: { role: 'owner' } } })
    expect(await office.says(people.ann, 'ring now')).toMatch(/not enough such people here/)
  })

  it('may be confirmed by the asker alone where its rule says so', async () => {
    await paper.stop()
    await open({ approval: { by: { role: 'admin' }, fourEyes: false } })
    const { id } = await office.asks(people.bo, 'ring sure')
    await office.says(people.bo, `approve ${id}`)
    expect(rung).toEqual(['sure'])
  })

  it('stands in the audit with its approval, from the question to the act', async () => {
    const { id } = await office.asks(people.ann, 'ring kept')
    await office.says(people.ann, `approve ${id}`)
    await office.says(people.bo, `approve ${id}`)
    const rows = await store().inOrgSql(await office.org(), (sql) =>
      sql('select act, allowed, reason, result from audit_entry where approval_id = $1::uuid order by at', [id]),
    )
    expect(rows).toEqual([
      { act: 'ring', allowed: false, reason: 'waits for approval', result: null },
      { act: 'command:approve', allowed: false, reason: null, result: 'forbidden' },
      { act: 'command:approve', allowed: true, reason: null, result: 'done' },
      { act: 'ring', allowed: true, reason: null, result: 'done' },
    ])
  })

  it('is not asked for by a dry run, which tells what would happen', async () => {
    const told = await office.says(people.ann, 'ring --dry-run at noon')
    expect(told).toMatch(
      /I would ring the bell: at noon.*approval of another person who is admin or owner.*Nothing was done/s,
    )
    expect(rung).toEqual([])
    expect((await office.audited('ring'))[0]?.result).toBe('dry run')
  })
})
