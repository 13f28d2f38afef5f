// Erasing somebody takes out no more than them: not words that look like them, not another organisation's people, not what is still to be answered.
import { randomBytes, randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { openAuditKey } from '../../src/audit/audit-key.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { eraseNext } from '../../src/privacy/erase-next.ts'
import { exportPerson } from '../../src/privacy/export-person.ts'
import { insertAccount, insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import { insertErasure } from '../../src/store/privacy/erasure-rows.ts'
import { insertArrivals } from '../../src/store/router/inbox-rows.ts'
import { insertMessages } from '../../src/store/router/tenant-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

const seal = createSeal([createSecret(randomBytes(32).toString('base64'))])

describeOnEveryStore('erasing takes no more than the person', ({ store }) => {
  const word = () => randomUUID().slice(0, 8)
  let org: string
  let team: string
  let person: string

  beforeEach(() => {
    org = randomUUID()
    team = `slack:T${word().toUpperCase()}`
    person = randomUUID()
  })

  async function someoneIs(name: string, account = `${team}:U${word().toUpperCase()}`): Promise<void> {
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
      await insertMember(sql, org, { person, name, role: 'member' })
      await sql(asPlatform)
      await insertWorkspace(sql, { key: team, platform: 'slack', org, name: 'Acme' })
      await insertAccount(sql, { key: account, person, name })
    })
  }

  async function comesIn(body: string, workspace = team): Promise<string> {
    const key = `${workspace}:C1:${word()}`
    const lane = `${workspace}:C1`
    const arrival = { key, platform: 'slack', workspace, lane, isControl: false, contentType: 'application/json' }
    await insertArrivals(store().sql, [{ ...arrival, body: Buffer.from(body) } as never])
    return key
  }
  const settles = (key: string) => store().sql(`update inbox set state = 'done' where key = $1`, [key])
  const bodyOf = async (key: string) =>
    (await store().sql<{ body: Buffer }>('select body from inbox where key = $1', [key]))[0]?.body.toString()

  async function goesOut(payload: unknown, workspace = team): Promise<string> {
    const plan = randomUUID()
    await store().sql(
      `insert into outbox (plan, step, platform, workspace, conversation, reply_to, call, payload, correlation)
       values ($1::uuid, 0, 'slack', $2, 'c', '{}', 'show', $3, $4)`,
      [plan, workspace, JSON.stringify(payload), word()],
    )
    return plan
  }
  async function sentAs(plan: string): Promise<unknown> {
    const [row] = await store().sql<{ payload: string }>('select payload from outbox where plan = $1::uuid', [plan])
    return JSON.parse(row?.payload ?? '')
  }

  const bobSays = (text: string, conversation = 'c') =>
    store().inOrgSql(org, (sql) =>
      insertMessages(sql, org, [
        { conversation, platform: 'console', isShared: true, account: 'console:bo', text, correlation: word() },
      ]),
    )
  const said = async () =>
    (
      await store().inOrgSql(org, (sql) => sql<{ text: string }>('select text from message order by created_at, id'))
    ).map(({ text }) => text)

  /** True once it is done. */
  async function erase(): Promise<boolean> {
    const log = createQuietLog()
    const sealing = async () => ({
      ...{ store: store(), key: await openAuditKey(store().sql, seal), log, now: systemClock.now },
    })
    const parts = { store: store(), sealing, platforms: new Map(), revoke: async () => true, log }
    await eraseNext(parts, new AbortController().signal)
    return (await store().sql(`select 1 from erasure where state <> 'done'`)).length === 0
  }
  const ask = () =>
    insertErasure(store().sql, {
      ...{ id: randomUUID(), org, person, askedBy: null, replyTo: null, leaveNames: false, correlation: word() },
    })

  it('leaves what came in alone where their name is only part of a word', async () => {
    await someoneIs('ann')
    const bodies = ['{"channel":"C1","text":"the annual plan"}', 'payload=%7B%22channel%22%3A%22C1%22%7D']
    const keys = await Promise.all(bodies.map((body) => comesIn(body)))
    const named = ['{"text":"ask\\nAnn"}', 'payload=%7B%22name%22%3A%22ann%22%7D', '{"text":"“Ann” is here"}']
    const theirs = await Promise.all(named.map((body) => comesIn(body)))
    await Promise.all([...keys, ...theirs].map(settles))
    await ask()
    expect(await erase()).toBe(true)
    expect(await Promise.all(keys.map(bodyOf))).toEqual(bodies)
    expect(await Promise.all(theirs.map(bodyOf))).toEqual(['', '', ''])
  })

  it('waits for an event of somebody else that names them to be answered, and then empties it', async () => {
    await someoneIs('Ann Planted')
    const body = '{"text":"where is Ann Planted?"}'
    const key = await comesIn(body)
    await bobSays('Ann Planted is here')
    await ask()
    expect(await erase()).toBe(false)
    expect(await bodyOf(key)).toBe(body)
    await settles(key)
    expect(await erase()).toBe(true)
    expect(await bodyOf(key)).toBe('')
    const [done] = await store().sql<{ counts: string }>('select counts from erasure where org_id = $1::uuid', [org])
    expect(JSON.parse(done?.counts ?? '')).toEqual({ inbox: 1, message: 1 })
  })

  it('does not keep others waiting meanwhile, nor where one of them cannot be ended', async () => {
    await someoneIs('Ann Planted')
    const key = await comesIn('{"text":"where is Ann Planted?"}')
    await ask()
    const [first, broken] = [person, randomUUID()]
    person = broken
    await someoneIs('Bo Planted')
    await ask()
    await store().sql("update erasure set traces = 'no traces' where person_id = $1::uuid", [broken])
    person = randomUUID()
    await someoneIs('Cy Planted')
    await bobSays('Cy Planted is here')
    await ask()
    await expect(erase()).rejects.toThrow(/JSON/)
    const open = await store().sql<{ person: string }>(
      `select person_id as person from erasure where state <> 'done' order by created_at`,
    )
    expect(open.map((one) => one.person)).toEqual([first, broken])
    expect(await said()).toEqual(['(erased) is here'])
    await store().sql('update erasure set traces = null where person_id = $1::uuid', [broken])
    await settles(key)
    await erase()
    expect(await erase()).toBe(true)
  })

  it('waits no longer than ten minutes for what nobody answers', async () => {
    await someoneIs('Ann Planted')
    const key = await comesIn('{"text":"where is Ann Planted?"}')
    await store().sql(`update inbox set received_at = now() - interval '1 hour' where key = $1`, [key])
    await ask()
    expect(await erase()).toBe(false)
    await store().sql(`update erasure set gone_at = now() - interval '11 minutes' where state = 'gone'`)
    expect(await erase()).toBe(true)
    expect(await bodyOf(key)).toBe('')
  })

  it('looks for words in texts that are kept, never in pictures', async () => {
    await someoneIs('Ann')
    const artifact = randomUUID()
    const files = [
      ['image/png', 'noise "Ann" noise'],
      ['text/csv', 'name\nAnn\n'],
      ['text/csv', 'name\nAnnette\n'],
    ]
    await store().inOrgSql(org, async (sql) => {
      await sql(
        `insert into artifact (id, org_id, lineage, version, kind, title, tool, input, account, maker, channel, state)
         values ($1::uuid, $2::uuid, $1::uuid, 1, 'run', 't', 'run_python', '{}', 'console:bo', 'Bo', 'c', 'kept')`,
        [artifact, org],
      )
      for (const [place, [mediaType, text = '']] of files.entries())
        await sql(
          `insert into artifact_file (artifact_id, place, org_id, part, name, title, media_type, bytes, sha256, content)
           values ($1::uuid, $2, $3::uuid, 'file', 'f', 'f', $4, 1, 'x', $5)`,
          [artifact, place, org, mediaType, Buffer.from(text)],
        )
    })
    await ask()
    await erase()
    const kept = await store().inOrgSql(org, (sql) =>
      sql<{ content: Buffer }>('select content from artifact_file order by place'),
    )
    expect(kept.map(({ content }) => String(content))).toEqual([files[0]?.[1], '', files[2]?.[1]])
  })

  it('leaves people of the same name to the organisations they are in', async () => {
    await someoneIs('Ann Planted')
    const [other, otherTeam] = [randomUUID(), `slack:T${word().toUpperCase()}`]
    await store().inOrgSql(other, async (sql) => {
      await insertOrg(sql, { id: other, name: 'Other', isSample: false })
      await sql(asPlatform)
      await insertWorkspace(sql, { key: otherTeam, platform: 'slack', org: other, name: 'Other' })
    })
    const [payload, body] = [{ text: 'Ann Planted asked' }, '{"text":"I am Ann Planted"}']
    const [here, there] = [await goesOut(payload), await goesOut(payload, otherTeam)]
    const [cameHere, cameThere] = [await comesIn(body), await comesIn(body, otherTeam)]
    await Promise.all([cameHere, cameThere].map(settles))
    await ask()
    expect(await erase()).toBe(true)
    expect([await sentAs(here), await bodyOf(cameHere)]).toEqual([{ text: '(erased) asked' }, ''])
    expect([await sentAs(there), await bodyOf(cameThere)]).toEqual([payload, body])
  })

  it('takes no figure and no moment for the number that an account has', async () => {
    await someoneIs('Ann Planted', `github:583231`)
    const thread = `${team}:C1:1732801234.583231`
    await bobSays('Revenue is 583231 EUR', thread)
    await bobSays('github:583231 merged it, not github:5832310')
    const { text } = await exportPerson(store(), org, person)
    expect(text).not.toContain('Revenue')
    await ask()
    await erase()
    expect(await said()).toEqual(['Revenue is 583231 EUR', '(erased) merged it, not github:5832310'])
  })

  it('takes no part of a number for the number that an account has', async () => {
    await someoneIs('Ann Planted', 'telegram:583232')
    await bobSays('call 583232', `${team}:C1:1732801234.583232`)
    await bobSays('it is 0.583232 or 583232.5')
    await ask()
    await erase()
    expect(await said()).toEqual(['call 0', 'it is 0.583232 or 583232.5'])
  })

  it.each([
    [
      'Null',
      { a: null, b: [null, 'Null'], text: 'Null was here' },
      { a: null, b: [null, '(erased)'], text: '(erased) was here' },
    ],
    [
      '100',
      { a: 100, b: -100, c: [100, 100.5], text: '100 was here' },
      { a: 100, b: -100, c: [100, 100.5], text: '(erased) was here' },
    ],
    ['Rich', { type: 'rich_text', text: '_Rich_ left' }, { type: 'rich_text', text: '_(erased)_ left' }],
  ])('leaves what is sent readable where somebody is called %s', async (name, payload, left) => {
    await someoneIs(name)
    const plan = await goesOut(payload)
    await ask()
    await erase()
    expect(await sentAs(plan)).toEqual(left)
  })

  it.each(["Siobhán O'Neil", 'Ann (PM) & Co', '田中 太郎', 'Ann \\ "Bo"', '🎈🎈🎈', '100% Bob'])(
    'knows the name %s in whichever way a platform sends it',
    async (name) => {
      await someoneIs(name)
      const json = JSON.stringify({ text: `hi ${name}, there` })
      const ascii = json.replaceAll(
        /[^\x20-\x7e]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      const forms = [json, ascii].flatMap((payload) => [
        new URLSearchParams({ payload }).toString(),
        `payload=${encodeURIComponent(payload)}`,
      ])
      const keys = await Promise.all([json, ascii, ...forms].map((body) => comesIn(body)))
      await Promise.all(keys.map(settles))
      await ask()
      await erase()
      expect(new Set(await Promise.all(keys.map(bodyOf)))).toEqual(new Set(['']))
    },
  )

  it('knows their name in whichever of the two ways Unicode writes it, and others by theirs', async () => {
    await someoneIs('Zoë Müller'.normalize('NFC'))
    await bobSays(`ask ${'Zoë Müller'.normalize('NFD')} or ${'Zoë Müller'.normalize('NFC')}`)
    await ask()
    await erase()
    expect(await said()).toEqual(['ask (erased) or (erased)'])
  })
})
