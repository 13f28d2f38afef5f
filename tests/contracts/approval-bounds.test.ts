// What an approval is bound to: each thing that must be as it was when it was asked, answered and run, changed one at a time.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { Caller } from '../../src/domain/person.ts'
import { insertAccount } from '../../src/store/identity/account-rows.ts'
import { insertApiKey } from '../../src/store/identity/api-key-rows.ts'
import { answerCommands } from '../support/answer-commands.ts'
import { createDirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { bell, openOffice } from '../support/paper-office.ts'

describeOnEveryStore('an approval', ({ store }) => {
  let paper: PaperCore
  let office: ReturnType<typeof openOffice>
  let rung: string[]
  let people: { ann: string; bo: string; cy: string; dee: string }
  let round = 0

  async function open(more: Parameters<typeof bell>[1] = {}): Promise<void> {
    rung = []
    const commands = [bell(rung, more), ...answerCommands(() => paper.core.approvals)]
    // Nobody looks for what ran out, so that what is too late is refused by the answer itself.
    paper = await openPaperCore(store(), { commands, queue: createDirectQueue(), expiryMs: 600_000 })
    office = openOffice(store(), paper)
    round++
    people = { ann: `ann.${round}`, bo: `bo.${round}`, cy: `cy.${round}`, dee: `dee.${round}` }
    await office.joins(people.ann, 'member')
    for (const admin of [people.bo, people.cy, people.dee]) await office.joins(admin, 'admin')
  }
  afterEach(() => paper.stop())

  const change = async (text: string, values: unknown[]) =>
    store().inOrgSql(await office.org(), (sql) => sql(text, values))

  async function callerOf(who: string): Promise<Caller> {
    const [org, person] = [await office.org(), await office.personOf(who)]
    return { account: `console:${who}`, person, name: who, org, role: 'admin' }
  }

  it('cannot be answered once its time is over, also when nobody has ended it yet', async () => {
    await open({ approval: { by: { role: 'admin' }, withinMs: 1 } })
    const { id } = await office.asks(people.ann, 'ring soon')
    for (const said of ['approve', 'deny'])
      expect(await office.says(people.bo, `${said} ${id}`)).toMatch(/Its time was over on .* asked again/)
    expect([rung, await office.stateOf(id)]).toEqual([[], 'open'])
  })

  it('is not given by the asker whose login has become somebody else meanwhile', async () => {
    await open()
    const { id } = await office.asks(people.bo, 'ring mine')
    await store().sql('update account set person_id = $2::uuid where key = $1', [
      `console:${people.bo}`,
      await office.personOf(people.cy),
    ])
    expect(await office.says(people.cy, `approve ${id}`)).toMatch(/somebody else has to approve/)
    expect(rung).toEqual([])
  })

  it('is not given by whoever took over the key it was asked by', async () => {
    await open()
    const { id } = await office.asks(people.ann, 'ring keyed')
    const [org, person, key] = [await office.org(), await office.personOf(people.bo), randomUUID()]
    const made = { id: key, org, person, name: 'k', prefix: key.slice(0, 12), hash: 'none', scopes: [] }
    await store().inOrgSql(org, (sql) => insertApiKey(sql, { ...made, expiresAt: new Date(Date.now() + 60_000) }))
    // As a merge leaves it: whoever asked is nobody any more.
    await change('update approval set asker = $2::uuid, account = $3 where starts_with(id::text, $1)', [
      id,
      randomUUID(),
      `key:${key}`,
    ])
    expect(await office.says(people.bo, `approve ${id}`)).toMatch(/somebody else has to approve/)
    expect(rung).toEqual([])
  })

  it('is not given by the asker whose login is gone meanwhile, from another of theirs', async () => {
    await open()
    const { id } = await office.asks(people.bo, 'ring mine')
    const person = await office.personOf(people.bo)
    await insertAccount(store().sql, { key: `console:${people.bo}.phone`, person, name: 'Bo' })
    await store().sql('delete from account where key = $1', [`console:${people.bo}`])
    expect(await office.says(`${people.bo}.phone`, `approve ${id}`)).toMatch(/somebody else has to approve/)
    expect(rung).toEqual([])
  })

  it('does not count whoever agreed and turned out to be the asker', async () => {
    await open({ approval: { by: { role: 'admin' }, count: 2 } })
    const { id } = await office.asks(people.bo, 'ring twice')
    await office.says(people.cy, `approve ${id}`)
    await store().sql('update account set person_id = $2::uuid where key = $1', [
      `console:${people.bo}`,
      await office.personOf(people.cy),
    ])
    await office.says(people.dee, `approve ${id}`)
    expect([rung, await office.stateOf(id)]).toEqual([[], 'open'])
  })

  it('is void when it is changed between the answer and its commit', async () => {
    await open()
    const row = await office.asks(people.ann, 'ring true')
    const given = await paper.core.approvals.answer(row, await callerOf(people.bo), 'approve', null)
    await change("update approval set summary = summary || '!' where id = $1::uuid", [row.id])
    await expect(store().inOrg(await office.org(), given.change)).rejects.toThrow('It is void now')
    expect(await office.stateOf(row.id)).toBe('open')
  })

  it('takes no answer that was begun before it was settled', async () => {
    await open({ approval: { by: { role: 'admin' }, count: 2 } })
    const row = await office.asks(people.ann, 'ring twice')
    const given = await paper.core.approvals.answer(row, await callerOf(people.cy), 'approve', null)
    await office.says(people.bo, `deny ${row.id}`)
    await expect(store().inOrg(await office.org(), given.change)).rejects.toThrow(/settled already\. \*\*Denied/)
    expect(await change('select person_id from approval_answer where approval_id = $1::uuid', [row.id])).toHaveLength(1)
  })

  it.each(['open', 'denied', 'withdrawn', 'expired', 'void'])('lets nothing run while it is %s', async (state) => {
    await open()
    const row = await office.asks(people.ann, 'ring early')
    await change('update approval set state = $2 where id = $1::uuid', [row.id, state])
    await runs(row.errand, (payload) => payload)
    expect([rung, (await office.audited('ring'))[0]?.reason]).toEqual([[], 'not approved'])
  })

  it.each<[string, (payload: Payload) => Payload]>([
    ['another place', (it) => ({ ...it, incoming: { ...it.incoming, conversation: 'elsewhere' } })],
    ['another login', (it) => ({ ...it, incoming: { ...it.incoming, sender: phoneOf(it.incoming.sender) } })],
    ['another key', (it) => ({ ...it, key: `${it.key} again` })],
    ['other words', (it) => ({ ...it, input: { text: 'false' } })],
  ])('lets nothing run that has %s', async (_what, edit) => {
    await open()
    const row = await office.asks(people.ann, 'ring true')
    const person = await office.personOf(people.ann)
    await insertAccount(store().sql, { key: `console:${people.ann}.phone`, person, name: 'Ann' })
    await change("update approval set state = 'approved' where id = $1::uuid", [row.id])
    await runs(row.errand, edit)
    expect([rung, (await office.audited('ring'))[0]?.reason]).toEqual([[], 'not what was approved'])
    await runs(row.errand, (payload) => payload)
    expect(rung).toEqual(['true'])
  })

  it('lets nothing run once what it concerns is another thing of the same name', async () => {
    let target = { id: 'tower 1', shown: 'the tower' }
    await open({ target: async () => target })
    const { id } = await office.asks(people.ann, 'ring true')
    target = { id: 'tower 2', shown: 'the tower' }
    await office.says(people.bo, `approve ${id}`)
    expect(rung).toEqual([])
    expect(paper.shownIn(people.ann).at(-1)).toMatch(/What it concerns has changed since .* ask again/)
  })

  it('is not asked of the asker alone', async () => {
    let only = ''
    await open({ approval: async () => ({ by: { people: [only] } }) })
    only = await office.personOf(people.bo)
    expect(await office.says(people.bo, 'ring mine')).toMatch(/there are not enough such people here/)
    await office.asks(people.cy, 'ring theirs')
  })

  it('is not asked for more than a card can show', async () => {
    await open()
    expect(await office.says(people.ann, `ring ${'x'.repeat(1_600)}`)).toMatch(/too long for anybody to approve/)
    await office.asks(people.ann, `ring ${'x'.repeat(1_400)}`)
  })

  /** A job that would run it, made by whoever can write rows. */
  async function runs(errand: string, edit: (payload: Payload) => Payload): Promise<void> {
    const job = JSON.parse(errand)
    const payload = JSON.stringify(edit(JSON.parse(job.payload)))
    const [row] = await store().sql<{ id: string }>(
      `insert into job (id, queue, org, conversation, account, payload, correlation)
       values (gen_random_uuid(), $1, $2::uuid, $3, $4, $5, $6) returning id`,
      [job.queue, job.org, job.conversation, job.account, payload, job.correlation],
    )
    store().wake.ring('jobs:errand')
    const isOver = async () =>
      (await store().sql('select id from job where id = $1 and settled_at is not null', [row?.id])).length
    await expect.poll(isOver, { timeout: 20_000 }).toBe(1)
  }
})

type Payload = { key: string; input: unknown; incoming: { conversation: string; sender: Sender } }
type Sender = { account: string }

function phoneOf({ account, ...sender }: Sender): Sender {
  return { ...sender, account: `${account}.phone` }
}
