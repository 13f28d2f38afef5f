// Schedules over the store and the whole core: each run is due once, passes the gate as its owner, and says so when nothing came of it.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { say } from '../../src/domain/reply.ts'
import { runDue } from '../../src/schedules/create-ticker.ts'
import { insertAccount, readOrgs } from '../../src/store/identity/account-rows.ts'
import { insertMember, mergeMembers } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import { dropGone } from '../../src/store/router/drop-gone.ts'
import {
  deleteSchedule,
  insertSchedule,
  listSchedules,
  moveSchedule,
  type NewSchedule,
  runSchedule,
} from '../../src/store/schedule-rows.ts'
import type { Sql } from '../../src/store/sql.ts'
import { createDirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperWorkspace } from '../support/paper-platform.ts'

/** The clock of the core itself finds nothing due there. */
const monday = Date.UTC(2126, 10, 25, 9)
const week = 7 * 86_400_000

const fails = defineCommand({
  name: 'fails',
  summary: 'Fails',
  permission: 'member',
  run: async () => {
    throw new BellhopError('invalid', 'The figures are gone.', { nextStep: 'Bring new ones.' })
  },
})
const says = defineCommand({
  name: 'says',
  summary: 'Says it',
  permission: 'member',
  args: { rest: 'text', schema: z.object({ text: z.string() }) },
  run: async ({ input, caller }) => say(`${caller.name} says ${input.text}`),
})

describeOnEveryStore('a schedule', ({ store, another }) => {
  let paper: PaperCore
  let org: string
  let account: string
  let person: string
  let place: string

  beforeEach(async () => {
    paper = await openPaperCore(store(), { queue: createDirectQueue(), commands: [fails, says] })
    org = (await readOrgs(store().sql, [paperWorkspace])).get(paperWorkspace) ?? ''
    person = randomUUID()
    account = `console:${person.slice(0, 8)}`
    place = `${paperWorkspace}:C-${person.slice(0, 8)}`
    await inOrg(async (sql) => {
      await insertMember(sql, org, { person, name: 'Ann', role: 'member' })
      await sql(asPlatform)
      await insertAccount(sql, { key: account, person, name: 'Ann' })
    })
  })
  afterEach(async () => {
    for (const { id } of await mine()) await inOrg((sql) => deleteSchedule(sql, id))
    await paper.stop()
  })

  const inOrg = <T>(work: (sql: Sql) => Promise<T>) => store().inOrgSql(org, work)

  async function make(line: string, more: Partial<NewSchedule> = {}): Promise<string> {
    const incoming = {
      ...{ id: '', kind: 'command', platform: 'console', workspace: paperWorkspace, org, conversation: place },
      ...{ isShared: true, isAddressed: true, text: '', files: [], at: 0 },
      sender: { account, name: 'Ann', isBot: false, isStranger: false },
      replyTo: { platform: 'console', workspace: paperWorkspace, conversation: place, address: null },
    }
    const id = randomUUID()
    const tool = `command:${line.split(' ')[0]}`
    const when = { cron: '0 9 * * 1', timeZone: 'UTC', words: 'every Monday 09:00', nextAt: monday }
    const made = { id, person, account, owner: 'Ann', channel: place, place: JSON.stringify(incoming), line, tool }
    await inOrg((sql) => insertSchedule(sql, org, { ...made, ...when, ...more }))
    return id
  }
  const mine = () => inOrg((sql) => listSchedules(sql, 100))
  const row = async (id: string) => (await mine()).find((one) => one.id === id)
  const posted = async () => {
    await paper.core.idle()
    return paper.shownIn(place)
  }

  it('posts what comes of its command where it was made, as its owner', async () => {
    const id = await make('says good morning')
    await runDue(store(), monday)
    expect(await posted()).toEqual([expect.stringMatching(/every Monday 09:00 UTC[\s\S]*Ann says good morning/)])
    expect(await row(id)).toMatchObject({ lastOutcome: 'done', nextAt: monday + week, state: 'active' })
  })

  it('is not run before it is due, nor twice when it is', async () => {
    await make('says once')
    await runDue(store(), monday - 1)
    expect(await posted()).toEqual([])
    await Promise.all([runDue(store(), monday), runDue(store(), monday), runDue(store(), monday + 1)])
    expect(await posted()).toHaveLength(1)
  })

  it('is run once by two processes that look at the same moment', async () => {
    const other = await another?.()
    await make('says once')
    await Promise.all([runDue(store(), monday), runDue(other ?? store(), monday)])
    expect(await posted()).toHaveLength(1)
    await other?.close()
  })

  it('makes up once for what was missed while nobody ran, and says so', async () => {
    const id = await make('says late')
    await runDue(store(), monday + 3 * week + 3_600_000)
    expect(await posted()).toEqual([expect.stringMatching(/This was due 25 Nov 2126, 09:00, as were 3 more since/)])
    expect(await row(id)).toMatchObject({ nextAt: monday + 4 * week })
  })

  it('says honestly that nothing came of it, and stops after five failures in a row', async () => {
    const id = await make('fails')
    await runDue(store(), monday)
    expect((await posted())[0]).toMatch(
      /brought nothing this time\. The figures are gone\. Bring new ones\.[\s\S]*runs again/,
    )
    expect(await row(id)).toMatchObject({ lastOutcome: 'invalid', failures: 1, state: 'active' })
    for (let i = 1; i < 5; i++) {
      await runDue(store(), monday + i * week)
      await paper.core.idle()
    }
    expect((await posted()).at(-1)).toMatch(/I have stopped this schedule/)
    expect(await row(id)).toMatchObject({ state: 'stopped' })
    await runDue(store(), monday + 9 * week)
    expect(await posted()).toHaveLength(5)
    await inOrg((sql) => moveSchedule(sql, id, 'active', monday))
    expect(await row(id)).toMatchObject({ state: 'active', failures: 0 })
  })

  it('stops when its owner is suspended, and says so where it posts', async () => {
    const id = await make('says nothing')
    await inOrg((sql) => sql('update membership set suspended_at = now() where person_id = $1::uuid', [person]))
    await runDue(store(), monday)
    expect(await posted()).toEqual([expect.stringMatching(/set by Ann.*I have stopped this schedule/)])
    expect(await row(id)).toMatchObject({ state: 'stopped', lastOutcome: 'forbidden' })
  })

  it('says so when there is no such command any more', async () => {
    await make('gone now', { tool: 'command:gone' })
    await runDue(store(), monday)
    expect((await posted())[0]).toMatch(/There is no such command any more/)
  })

  it('that is paused waits', async () => {
    const id = await make('says nothing')
    await inOrg((sql) => moveSchedule(sql, id, 'paused', null))
    await runDue(store(), monday + week)
    expect(await posted()).toEqual([])
  })

  it('that is paused can be run once, and waits again', async () => {
    const id = await make('says once')
    await inOrg((sql) => moveSchedule(sql, id, 'paused', null))
    await inOrg((sql) => runSchedule(sql, id, monday))
    await runDue(store(), monday)
    expect(await posted()).toEqual([expect.stringContaining('Ann says once')])
    expect(await row(id)).toMatchObject({ state: 'paused', nextAt: null, lastOutcome: 'done' })
    await runDue(store(), monday + 5 * week)
    expect(await posted()).toHaveLength(1)
  })

  it('that can never run again stops, and holds up no other', async () => {
    const faults: unknown[] = []
    const broken = await make('says nothing', { place: '{', nextAt: monday - 1 })
    const nowhere = await make('says nothing', { timeZone: 'Mars/Phobos', nextAt: monday - 1 })
    await make('says hello')
    await runDue(store(), monday, 20, (error) => void faults.push(error))
    expect(await posted()).toEqual([expect.stringContaining('Ann says hello')])
    expect(faults).toHaveLength(2)
    for (const id of [broken, nowhere])
      expect(await row(id)).toMatchObject({ state: 'stopped', nextAt: null, lastOutcome: 'internal' })
  })

  // Whoever looked at each of the ten million runs that were missed would not be done within the time of a test.
  it('of every five minutes is made up for at once after a century', async () => {
    for (let i = 0; i < 10; i++) await make(`says ${i}`, { cron: '*/5 * * * *', timeZone: 'Europe/Paris' })
    await runDue(store(), monday + 5_200 * week)
    expect(await posted()).toHaveLength(10)
  })

  it('stops where Bellhop is taken away from, and nowhere else', async () => {
    const here = await make('says nothing')
    const elsewhere = await make('says nothing', { channel: `${paperWorkspace}-2:C1` })
    await store().transact((sql) => dropGone(sql, { place: paperWorkspace, isWorkspace: true }))
    expect(await row(here)).toMatchObject({ state: 'stopped', nextAt: null, lastOutcome: 'taken away from there' })
    expect(await row(elsewhere)).toMatchObject({ state: 'active' })
    await runDue(store(), monday)
    await paper.core.idle()
    expect(await row(here)).toMatchObject({ lastAt: null })
  })

  it('stays with its owner when two people turn out to be one', async () => {
    const id = await make('says nothing')
    const keep = randomUUID()
    await inOrg(async (sql) => {
      await insertMember(sql, org, { person: keep, name: 'Ann as well', role: 'member' })
      await mergeMembers(sql, { keep, leave: person, role: 'member' })
    })
    expect(await row(id)).toMatchObject({ person: keep })
  })

  it('is nothing another org sees', async () => {
    await make('says nothing')
    expect(await store().inOrgSql(randomUUID(), (sql) => listSchedules(sql, 100))).toEqual([])
  })
})
