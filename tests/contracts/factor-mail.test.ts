// Codes of the second factor by mail: proved, used up once over all processes, under the same lock as the app's, and sent within limits.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { createFactorMail } from '../../src/identity/second-factor/create-factor-mail.ts'
import { createSecondFactor } from '../../src/identity/second-factor/create-second-factor.ts'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readCode } from '../../src/identity/second-factor/typed-code.ts'
import { createSmtpMailer } from '../../src/integrations/create-smtp-mailer.ts'
import type { Whose } from '../../src/store/identity/factor-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPostOffice, type PostOffice } from '../support/post-office.ts'
import { createQuietLog } from '../support/quiet.ts'

const seal = createSeal([createSecret(Buffer.alloc(32, 7).toString('base64'))])
const minute = 60_000

describeOnEveryStore('codes by mail', ({ store, another }) => {
  const time = { now: Date.UTC(2026, 10, 28) }
  const clock = { now: () => time.now }
  const log = createQuietLog()
  let office: PostOffice
  let other: Store | undefined
  let count = 0

  beforeAll(async () => {
    office = await openPostOffice()
    other = await another?.()
  })
  afterAll(async () => {
    await office.close()
    await other?.close()
  })

  const factorOn = (on: Store) => createSecondFactor({ store: on, seal, clock })
  const there = () => other ?? store()
  const mailOn = (on: Store) => {
    const mailer = createSmtpMailer({ url: createSecret(office.url), from: 'Bellhop <bellhop@example.com>' })
    return createFactorMail({ store: on, seal, clock, log, mailer })
  }

  async function somebody() {
    const whose: Whose = { org: randomUUID(), person: randomUUID(), account: 'console:ann' }
    const address = `ann.${++count}@example.com`
    await store().inOrgSql(whose.org, (sql) => insertOrg(sql, { id: whose.org, name: 'Acme', isSample: true }))
    const sending = (key: string) => ({ key, correlation: 'C', org: 'Acme' })
    return {
      ...{ whose, address },
      prove: (key = `event ${++count}`) => mailOn(store()).send(whose, { address, ...sending(key) }),
      send: (key = `event ${++count}`) => mailOn(store()).send(whose, sending(key)),
      submit(typed: string, on = store(), key = `event ${++count}`) {
        const code = readCode(typed)
        if (!code) throw new Error(`${typed} is no code`)
        return factorOn(on).submit(whose, { code, key, place: null, correlation: 'C' })
      },
      standing: () => factorOn(store()).standing(whose),
      code: () => office.codeFor(address),
    }
  }

  async function proved() {
    const ann = await somebody()
    expect(await ann.prove()).toMatchObject({ outcome: 'sent', isProof: true })
    expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'accepted', by: 'mail', isFirst: true })
    time.now += minute
    return ann
  }

  const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')

  it('turn the second factor on once a code that went to the address came back', async () => {
    const ann = await somebody()
    expect(await ann.prove()).toMatchObject({ outcome: 'sent', isProof: true })
    expect(await ann.standing()).toMatchObject({ isOn: false, hasMail: false })
    expect(await ann.submit(wrongFor(ann.code()))).toEqual({ outcome: 'wrong', triesLeft: 4 })
    expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'accepted', by: 'mail', isNewAddress: true })
    expect(await ann.standing()).toMatchObject({ isOn: true, hasMail: true })
    expect(await mailOn(store()).addressOf(ann.whose)).toMatch(/^a…\d@example\.com$/)
  })

  it('go to nobody who proved no address', async () => {
    const ann = await somebody()
    expect(await ann.send()).toEqual({ outcome: 'none' })
    await ann.prove()
    time.now += minute
    expect(await ann.send()).toEqual({ outcome: 'none' })
    expect(office.letters.filter(({ to }) => to === ann.address)).toHaveLength(1)
  })

  it('count once, of 200 submissions from two pools at once', async () => {
    const ann = await proved()
    await ann.send()
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, i) => ann.submit(ann.code(), i % 2 === 0 ? store() : there())),
    )
    expect(all.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
    expect(all.filter(({ outcome }) => outcome === 'wrong' || outcome === 'locked')).toHaveLength(199)
  })

  it('count for the same event when it is tried again', async () => {
    const ann = await proved()
    await ann.send()
    const code = ann.code()
    expect(await ann.submit(code, store(), 'one event')).toMatchObject({ outcome: 'accepted' })
    expect(await ann.submit(code, there(), 'one event')).toMatchObject({ outcome: 'accepted' })
    expect(await ann.submit(code)).toMatchObject({ outcome: 'wrong' })
  })

  it('count for ten minutes, and only the newest', async () => {
    const ann = await proved()
    await ann.send()
    const first = ann.code()
    time.now += 10 * minute
    expect(await ann.submit(first)).toMatchObject({ outcome: 'wrong' })
    await ann.send()
    expect(await ann.submit(first)).toMatchObject({ outcome: first === ann.code() ? 'accepted' : 'wrong' })
    expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'accepted' })
  })

  it('share the lock with the app: too many wrong ones of either close both, and none is sent meanwhile', async () => {
    const ann = await proved()
    await ann.send()
    for (let i = 0; i < 5; i++) await ann.submit(wrongFor(ann.code()), i % 2 ? store() : there())
    expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'locked' })
    time.now += 59_000
    expect(await ann.send()).toMatchObject({ outcome: 'locked' })
    time.now += 1_000
    expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'accepted' })
  })

  it('leave once a minute and five times an hour, from whatever process', async () => {
    const ann = await somebody()
    expect(await ann.prove()).toMatchObject({ outcome: 'sent' })
    expect(await ann.prove()).toMatchObject({ outcome: 'early', at: time.now + minute })
    for (let i = 0; i < 4; i++) {
      time.now += minute
      expect(await ann.prove()).toMatchObject({ outcome: 'sent' })
    }
    time.now += minute
    expect(await ann.prove()).toMatchObject({ outcome: 'early', at: time.now + 55 * minute })
    time.now += 55 * minute
    expect(await ann.prove()).toMatchObject({ outcome: 'sent' })
    const atOnce = await proved()
    const all = await Promise.all(Array.from({ length: 20 }, () => atOnce.send()))
    expect(all.filter(({ outcome }) => outcome === 'sent')).toHaveLength(1)
    expect(office.letters.filter(({ to }) => to === atOnce.address)).toHaveLength(2)
  })

  it('count for no limit once they came back', async () => {
    const ann = await proved()
    for (let i = 0; i < 7; i++) {
      expect(await ann.send()).toMatchObject({ outcome: 'sent' })
      expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'accepted' })
    }
  })

  it('are not sent a second time when the same event is tried again', async () => {
    const ann = await somebody()
    expect(await ann.prove('one event')).toMatchObject({ outcome: 'sent' })
    expect(await ann.prove('one event')).toMatchObject({ outcome: 'sent' })
    expect(office.letters.filter(({ to }) => to === ann.address)).toHaveLength(1)
  })

  it('come beside an app, and either opens', async () => {
    const ann = await somebody()
    const { key, change } = factorOn(store()).begin(ann.whose)
    await store().inOrg(ann.whose.org, change)
    const ofApp = () => codeOf(key, stepAt(time.now))
    expect(await ann.submit(ofApp())).toMatchObject({ outcome: 'accepted', by: 'app' })
    await ann.prove()
    expect(await ann.submit(ann.code())).toMatchObject({ by: 'mail', isNewAddress: true, isFirst: false })
    time.now += minute
    expect(await ann.submit(ofApp())).toMatchObject({ outcome: 'accepted', by: 'app' })
    expect(await ann.submit(ofApp())).toEqual({ outcome: 'used' })
  })

  it('turn no key on that no code of the app ever confirmed', async () => {
    const ann = await somebody()
    await ann.prove()
    const { key, change } = factorOn(store()).begin(ann.whose)
    await store().inOrg(ann.whose.org, change)
    expect(await ann.submit(ann.code())).toMatchObject({ by: 'mail' })
    time.now += minute
    expect(await ann.submit(codeOf(key, stepAt(time.now)))).toMatchObject({ outcome: 'wrong' })
  })

  it('keep going to the old address until a new one is proved', async () => {
    const ann = await proved()
    await mailOn(store()).send(ann.whose, { address: 'thief@example.com', key: 'move', correlation: 'C', org: 'Acme' })
    time.now += minute
    await ann.send()
    expect(office.letters.at(-1)?.to).toBe(ann.address)
    const submitted = await ann.submit(ann.code())
    expect(submitted).toMatchObject({ outcome: 'accepted', by: 'mail' })
    expect(submitted).not.toHaveProperty('isNewAddress')
  })

  it('stand nowhere as they are: not in the database, not in the log, nor does the address', async () => {
    const ann = await proved()
    await ann.send()
    const rows = await store().inOrgSql(ann.whose.org, async (sql) => [
      ...(await sql('select * from factor_mail')),
      ...(await sql('select * from second_factor')),
      ...(await sql('select * from audit_entry')),
    ])
    const kept = JSON.stringify([rows, log.lines])
    expect(ann.code()).toMatch(/^\d{6}$/)
    expect(kept).not.toContain(`"${ann.code()}"`)
    expect(kept).not.toContain(ann.address)
    expect(rows.length).toBeGreaterThan(3)
  })

  it.each([
    ['takes nothing for the address', 'refuses', 'refused'],
    ['says later', 'later', 'down'],
    ['says nothing', 'silent', 'down'],
  ] as const)('are let go when the mail server %s, and can be asked for again at once', async (_how, mood, outcome) => {
    const ann = await proved()
    office.becomes(mood)
    const sent = await ann.send().finally(() => office.becomes('fine'))
    expect(sent).toEqual({ outcome, reference: 'C' })
    expect(JSON.stringify(log.lines)).not.toContain(ann.address)
    expect(await ann.send()).toMatchObject({ outcome: 'sent' })
    expect(await ann.submit(ann.code())).toMatchObject({ outcome: 'accepted' })
  })

  it('are let go when there is no mail server at all, or it does not know us', async () => {
    const ann = await proved()
    for (const url of ['smtp://127.0.0.1:1', office.url.replace('p%40ss', 'wrong')]) {
      const mailer = createSmtpMailer({ url: createSecret(url), from: 'bellhop@example.com' })
      const mail = createFactorMail({ store: store(), seal, clock, log, mailer })
      const sent = await mail.send(ann.whose, { key: url, correlation: 'C', org: 'Acme' })
      expect(sent).toEqual({ outcome: 'down', reference: 'C' })
    }
    expect(JSON.stringify(log.lines)).not.toContain('wrong')
  })
})
