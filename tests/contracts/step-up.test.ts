// Calls that ask for a code: they wait for it, go on by themselves, once, and leave no code behind.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openLinking } from '../../src/app/open-linking.ts'
import { link as linkCommand } from '../../src/commands/link.ts'
import { code as codeCommand, codeForm } from '../../src/commands/second-factor/code.ts'
import { unlink as unlinkCommand } from '../../src/commands/unlink.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createStepUpCheck } from '../../src/gate/create-step-up-check.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { createSecondFactor, type SecondFactor } from '../../src/identity/second-factor/create-second-factor.ts'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { toJob } from '../../src/router/errand-job.ts'
import { insertAccount } from '../../src/store/identity/account-rows.ts'
import { purgeStepUps } from '../../src/store/identity/factor-rows.ts'
import { answerCommands } from '../support/answer-commands.ts'
import { createDirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { bell, openOffice } from '../support/paper-office.ts'
import { createQuietLog } from '../support/quiet.ts'

const nobodyElse = {
  ...{ log: createQuietLog(), platforms: new Map(), providers: new Map(), publicUrl: undefined },
  otherArrival: async () => undefined,
}
const seal = createSeal([createSecret(Buffer.alloc(32, 7).toString('base64'))])

describeOnEveryStore('a call that asks for a code', ({ store }) => {
  let paper: PaperCore
  let office: ReturnType<typeof openOffice>
  let factor: SecondFactor
  const rung: string[] = []
  let key: Buffer
  let [ann, bo, round] = ['', '', 0]
  const time = { now: Date.UTC(2026, 10, 21) }
  const clock = { now: () => time.now }

  async function open(more: Parameters<typeof bell>[1] = {}): Promise<void> {
    factor = createSecondFactor({ store: store(), seal, clock })
    const ring = bell(rung, { approval: async () => undefined, stepUp: true, ...more })
    const { link, unlink } = openLinking({ store: store(), seal, clock: systemClock, ...nobodyElse })
    paper = await openPaperCore(store(), {
      commands: [
        ring,
        linkCommand(link),
        unlinkCommand(unlink),
        codeCommand({ factor }),
        ...answerCommands(() => paper.core.approvals),
      ],
      checks: [createStepUpCheck({ factor, form: codeForm, toJob })],
      queue: createDirectQueue(),
    })
    office = openOffice(store(), paper)
    await join()
  }

  async function join(): Promise<void> {
    rung.length = 0
    round++
    ;[ann, bo] = [`ann-${round}`, `bo-${round}`]
    await office.joins(ann, 'admin')
    await office.joins(bo, 'admin')
  }

  /** Of another kind, for one test. */
  async function opened(more: Parameters<typeof bell>[1], test: () => Promise<void>): Promise<void> {
    await paper.stop()
    await open(more)
    await test()
    await paper.stop()
    await open()
  }

  beforeAll(() => open())
  beforeEach(join)
  afterAll(() => paper.stop())

  const whoseIs = async (who: string) => ({
    org: await office.org(),
    person: await office.personOf(who),
    account: `console:${who}`,
  })

  async function enrols(who: string): Promise<void> {
    const whose = await whoseIs(who)
    const begun = factor.begin(whose)
    key = begun.key
    await store().inOrg(whose.org, begun.change)
    await office.says(who, `code ${codeNow()}`)
    // What the first code opened has run out.
    time.now += 11 * 60_000
  }

  const codeNow = () => codeOf(key, stepAt(time.now))

  it('says how to set one up to whoever has none, and does nothing', async () => {
    expect(await office.says(ann, 'ring now')).toMatch(/needs a second factor.*`factor setup`/)
    expect(rung).toEqual([])
  })

  it('waits for the code, says what for, and then goes on by itself, once', async () => {
    await enrols(ann)
    expect(await office.says(ann, 'ring noon')).toMatch(/I would ring the bell: noon.*need a code/)
    expect(rung).toEqual([])
    expect(await office.says(ann, `code ${codeNow()}`)).toMatch(/Thank you\. I go on: ring the bell: noon.*rung noon/s)
    await office.says(ann, `code ${codeOf(key, stepAt(time.now) + 1)}`)
    expect(rung).toEqual(['noon'])
  })

  it('takes the digits alone for an answer', async () => {
    await enrols(ann)
    await office.says(ann, 'ring alone')
    const digits = codeNow()
    expect(await office.says(ann, `${digits.slice(0, 3)} ${digits.slice(3)}`)).toMatch(/I go on/)
    expect(rung).toEqual(['alone'])
  })

  it('is opened by a code in the same login alone, and goes on in none but that', async () => {
    await enrols(ann)
    const phone = `${ann}-phone`
    await insertAccount(store().sql, { key: `console:${phone}`, person: await office.personOf(ann), name: 'Ann' })
    await office.says(phone, 'ring there')
    expect(await office.says(ann, `code ${codeNow()}`)).not.toMatch(/I go on/)
    expect(await office.says(phone, 'ring again')).toMatch(/need a code/)
    expect(rung).toEqual([])
    await office.says(ann, 'ring here')
    expect(rung).toEqual(['here'])
  })

  it('asks for no other code for ten minutes, and then asks again', async () => {
    await enrols(ann)
    await office.says(ann, `code ${codeNow()}`)
    await office.says(ann, 'ring one')
    time.now += 9 * 60_000
    await office.says(ann, 'ring two')
    expect(rung).toEqual(['one', 'two'])
    time.now += 61_000
    expect(await office.says(ann, 'ring three')).toMatch(/need a code/)
  })

  it('counts a code for the account that gave it and for no other person', async () => {
    await enrols(bo)
    await enrols(ann)
    await office.says(ann, `code ${codeNow()}`)
    expect(await office.says(bo, 'ring bo')).toMatch(/need a code/)
    expect(await office.says(bo, `code ${codeOf(key, stepAt(time.now) + 1)}`)).toMatch(/not the code/)
    expect(rung).toEqual([])
  })

  it('does not go on after a wrong or a used code, nor after ten minutes', async () => {
    await enrols(ann)
    const used = codeNow()
    await office.says(ann, `code ${used}`)
    time.now += 11 * 60_000
    await office.says(ann, 'ring late')
    expect(await office.says(ann, `code ${used}`)).toMatch(/not the code|used before/)
    time.now += 10 * 60_000 + 1
    expect(await office.says(ann, `code ${codeNow()}`)).toMatch(/Thank you\. For 10 minutes/)
    expect(rung).toEqual([])
  })

  it('lets go of what was asked before it', async () => {
    await enrols(ann)
    await office.says(ann, 'ring first')
    expect(await office.says(ann, 'ring second')).toMatch(/let go/)
    await office.says(ann, `code ${codeNow()}`)
    expect(rung).toEqual(['second'])
  })

  it('is asked before others are asked to agree, and not again once they have', () =>
    opened({ approval: { by: { role: 'admin' } } }, async () => {
      await enrols(ann)
      expect(await office.says(ann, 'ring both')).toMatch(/need a code/)
      expect(await office.says(ann, `code ${codeNow()}`)).toMatch(/Approval .*ring the bell: both/s)
      const { id } = await office.newest()
      time.now += 60 * 60_000
      await office.says(bo, `approve ${id}`)
      expect(rung).toEqual(['both'])
    }))

  it('loses its right while it waits when its asker does', async () => {
    await enrols(ann)
    await office.says(ann, 'ring demoted')
    await office.joins(ann, 'viewer')
    await office.says(ann, `code ${codeNow()}`)
    expect(rung).toEqual([])
  })

  it('of an admin asks whoever has one, and everybody once the organisation requires it', () =>
    opened({ stepUp: undefined as never, permission: 'admin' }, async () => {
      await office.says(ann, 'ring free')
      expect(rung).toEqual(['free'])
      const org = await office.org()
      await store().inOrg(org, factor.setRule(org, { isRequired: true, minutes: 10 }))
      expect(await office.says(ann, 'ring barred')).toMatch(/must have a second factor here.*factor setup/)
      await enrols(ann)
      expect(await office.says(ann, 'ring asked')).toMatch(/need a code/)
      await office.says(ann, `code ${codeNow()}`)
      expect(rung).toEqual(['free', 'asked'])
      await store().inOrg(org, factor.setRule(org, { isRequired: false, minutes: 10 }))
    }))

  it('is asked before somebody lends themselves to another account, or lets one go', async () => {
    const phone = `${ann}-phone`
    await enrols(ann)
    expect(await office.says(ann, 'link')).toMatch(/begin or go on with linking.*need a code/)
    expect(await office.says(ann, `code ${codeNow()}`)).toMatch(/link [0-9A-Z-]{19}/)
    time.now += 11 * 60_000
    await insertAccount(store().sql, { key: `console:${phone}`, person: await office.personOf(ann), name: 'Ann' })
    expect(await office.says(ann, 'unlink')).toMatch(/Which account/)
    expect(await office.says(ann, `unlink console:${phone}`)).toMatch(/take the account .* away from you.*need a code/)
    expect(await office.personOf(phone)).not.toBe('')
    expect(await office.says(ann, `code ${codeNow()}`)).toMatch(/no longer yours/)
    expect(await office.personOf(phone)).toBe('')
  })

  it('leaves the code neither in the inbox nor in the history nor in the log, and the recovery codes not in the outbox', async () => {
    const whose = await whoseIs(ann)
    const begun = factor.begin(whose)
    key = begun.key
    await store().inOrg(whose.org, begun.change)
    const digits = codeNow()
    const answer = await office.says(ann, `code ${digits}`)
    const codes = answer.match(/(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/g) ?? []
    expect(codes).toHaveLength(10)
    await office.says(ann, 'code 000 000')
    const kept = await everythingKept(whose.org)
    expect(kept).toContain('command:code')
    for (const secret of [digits, '000 000', ...codes]) expect(kept).not.toContain(secret)
    expect(kept).not.toContain(
      createHash('sha256')
        .update(JSON.stringify({ code: digits }))
        .digest('hex'),
    )
    expect(JSON.stringify(paper.log)).not.toContain(digits)
  })

  it('is forgotten by the house when its time is over', async () => {
    await enrols(ann)
    await office.says(ann, 'ring forgotten')
    const whose = await whoseIs(ann)
    const count = () =>
      store().inOrgSql(whose.org, (sql) => sql('select 1 from step_up where person_id = $1::uuid', [whose.person]))
    expect(await count()).toHaveLength(1)
    await store().inOrgSql(whose.org, (sql) =>
      sql("update step_up set fresh_until = now() - interval '1 s', waiting_until = now() - interval '1 s'"),
    )
    await purgeStepUps(store().sql)
    expect(await count()).toHaveLength(0)
  })

  async function everythingKept(org: string): Promise<string> {
    const machine = await store().sql(
      "select coalesce(string_agg(convert_from(body, 'UTF8'), ' '), '') as inbox, (select string_agg(payload, ' ') from outbox) as outbox, (select string_agg(payload, ' ') from job) as jobs from inbox",
    )
    const own = await store().inOrgSql(org, (sql) =>
      sql(
        `select (select jsonb_agg(m) from message m) as messages, (select jsonb_agg(a) from audit_entry a) as audit, (select jsonb_agg(s) from step_up s) as waiting`,
      ),
    )
    return JSON.stringify([machine, own])
  }
})
