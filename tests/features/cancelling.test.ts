// Who may stop an errand, and what people hear who come second or too late.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noPolicy } from '../../src/domain/policy.ts'
import { createPolicies } from '../../src/gate/policy/create-policies.ts'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import { deleteGrants, insertGrant } from '../../src/store/gate/policy-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createLongErrand, createPlainQueue, type LongErrand } from '../support/long-errand.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore } from '../support/slack-core.ts'
import { openTelegramCore } from '../support/telegram-core.ts'

type Actor = {
  asks(line: string): Promise<unknown>
  presses(label: string): Promise<unknown>
  reads(pattern: RegExp): Promise<unknown>
  /** What is for this person alone. */
  hears(pattern: RegExp): Promise<unknown>
  texts(): string[]
}
type World = { ann: Actor; bob: Actor; idle(): Promise<void>; stop(): Promise<void> }

describe.each([
  ['in Slack', openSlack],
  ['in a Telegram group', openTelegram],
])('an errand %s', (_, open) => {
  const paint = createLongErrand()
  let store: Store
  let world: World
  beforeAll(async () => {
    store = await openTestStore()
    world = await open(store, paint)
  })
  afterAll(async () => {
    await world.stop()
    await store.close()
  })

  async function begin(what: string) {
    await world.ann.asks(`paint ${what}`)
    await world.ann.reads(new RegExp(`painting ${what}`))
    return paint.nextRun()
  }

  it('is not stopped by somebody else, who is told whose it is', async () => {
    const run = await begin('the wall')
    await world.bob.presses('Cancel')
    await world.bob.hears(/Only Ann or an admin/i)
    run.finishes()
    await world.ann.reads(/Painted: the wall/)
  })

  it('is stopped once however often it is asked for, and that is said', async () => {
    const run = await begin('the bridge')
    await Promise.all([world.ann.presses('Cancel'), world.ann.presses('Cancel')])
    await run.stopped
    await world.ann.hears(/cancelled already: painting the bridge \(cancelled by Ann/i)
    await world.idle()
    expect(world.ann.texts().filter((text) => /^Cancelled by/.test(text))).toHaveLength(1)
    expect(world.ann.texts().filter((text) => /painting the bridge\. I answer/.test(text))).toEqual([])
  })

  it('does not begin when it is stopped while it waits', async () => {
    const run = await begin('the boat')
    const before = paint.begun()
    run.fails(new Error('the brush broke'))
    await store.sql("update job set run_at = now() + interval '1 hour' where state = 'waiting'")
    await untilSo(store, "select from job where state = 'waiting'")
    await world.ann.asks('cancel')
    await world.ann.hears(/Cancelled: painting the boat/)
    await world.idle()
    expect(paint.begun()).toBe(before)
  })

  it('cannot be stopped when it is done, and its asker is told so', async () => {
    const run = await begin('the sign')
    run.finishes()
    await world.ann.reads(/Painted: the sign/)
    const [job] = await store.sql<{ id: string }>("select id from job where state = 'done' order by settled_at desc")
    await world.ann.asks(`cancel ${job?.id}`)
    await world.ann.hears(/too late: painting the sign \(done/)
  })

  it('is listed for, and stopped by, somebody who is an admin for an hour', async () => {
    const end = await deputize(store, /bob/i)
    const run = await begin('the gate')
    await world.bob.asks('status')
    await world.bob.hears(/painting the gate: running.*for Ann/is)
    await world.bob.presses('Cancel')
    await run.stopped
    await world.ann.reads(/Cancelled by Bob/i)
    await end()
  })

  it('that is none is said to be unknown', async () => {
    await world.ann.asks(`cancel ${randomUUID()}`)
    await world.ann.hears(/I know no errand/)
  })
})

/** Gives them a role that inherits the admin's, and takes it again. */
async function deputize(store: Store, name: RegExp): Promise<() => Promise<void>> {
  const rows = await store.sql<{ name: string; person: string; org: string }>(
    'select a.name, a.person_id as person, w.org_id as org from account a join workspace w on w.platform = a.platform where person_id is not null',
  )
  const { org, person } = rows.find((row) => name.test(row.name)) as { org: string; person: string }
  const policies = createPolicies(store)
  const roles = [{ name: 'deputy', permissions: [], inherits: ['admin'] }]
  await store.inOrg(org, await policies.change(org, (policy) => ({ ...policy, model: 'enterprise', roles })))
  const grant = { id: randomUUID(), person, role: 'deputy', until: Date.now() + 3_600_000, canPass: false }
  await store.inOrgSql(org, (sql) => insertGrant(sql, org, { ...grant, givenBy: null, via: null }))
  return async () => {
    await store.inOrgSql(org, (sql) => deleteGrants(sql, { person, role: 'deputy', givenBy: null }))
    await store.inOrg(org, await policies.change(org, () => noPolicy))
  }
}

async function untilSo(store: Store, query: string): Promise<void> {
  while ((await store.sql(query)).length === 0) await new Promise((resolve) => setImmediate(resolve))
}

async function openSlack(store: Store, paint: LongErrand): Promise<World> {
  const slack = await openSlackCore(store, { commands: paint.commands, queue: createPlainQueue(), hasErrands: true })
  const people = ['ann', 'bob'].map((name) => slack.workspace.person(name))
  slack.workspace.channel('ops')
  const here = { in: '#ops' }
  const [ann, bob] = people.map((person) => ({
    asks: (line: string) => person.types(`/bellhop ${line}`, here),
    presses: (label: string) => person.presses(label, here),
    reads: (pattern: RegExp) => person.waitsFor(pattern, here),
    hears: (pattern: RegExp) => person.waitsFor(pattern, here),
    texts: () => person.sees(here).map(({ text }) => text),
  })) as [Actor, Actor]
  return { ann, bob, idle: slack.core.idle, stop: slack.stop }
}

async function openTelegram(store: Store, paint: LongErrand): Promise<World> {
  const telegram = await openTelegramCore(store, {
    commands: paint.commands,
    queue: createPlainQueue(),
    hasErrands: true,
    bot: {
      isAdmitted: async () => true,
      onWorkspace: async ({ key, name }) => void (await ensureHome(store, [{ key, platform: 'telegram', name }])),
    },
  })
  const people = ['Ann', 'Bob'].map((name) => telegram.telegram.person(name))
  telegram.telegram.group('Ops', { people })
  for (const person of people) await person.says('/echo a chat of our own')
  const here = { in: 'Ops' }
  const [ann, bob] = people.map((person) => ({
    asks: (line: string) => person.says(`/${line}`, here),
    presses: (label: string) => person.presses(label, here),
    reads: (pattern: RegExp) => person.waitsFor(pattern, here),
    hears: (pattern: RegExp) => person.waitsFor(pattern),
    texts: () => person.sees(here).map(({ text }) => text),
  })) as [Actor, Actor]
  return { ann, bob, idle: telegram.core.idle, stop: telegram.stop }
}
