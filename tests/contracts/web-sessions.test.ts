// Sessions of browsers: keys that are used up, tabs that renew together, thieves, forms of other sites, and every way they end.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { changeMember } from '../../src/identity/change-member.ts'
import { createSessions, type Sessions } from '../../src/identity/sessions/create-sessions.ts'
import { accessMs, graceMs, idleMs, lifeMs } from '../../src/identity/sessions/judge-session.ts'
import { createWebDoor, type WebDoor } from '../../src/identity/sessions/web-door.ts'
import type { RouteRequest } from '../../src/ports/route.ts'
import { insertMember, insertOrg, setRole, setSuspended } from '../../src/store/identity/member-rows.ts'
import { readOrgsOf, type SessionRow } from '../../src/store/identity/session-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import type { Store } from '../../src/store/open-store.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const here = 'https://bellhop.example.com'
const minute = 60_000

describeOnEveryStore('sessions of browsers', ({ store }) => {
  it('open pages for whoever signed in, with the role of this moment', async () => {
    const { who, browser, visit } = await signedIn(store())
    expect((await visit(browser)).visitor?.caller).toMatchObject({ person: who.person, org: who.org, role: 'admin' })
    await store().inOrgSql(who.org, (sql) => setRole(sql, who.person, 'viewer'))
    expect((await visit(browser)).visitor?.caller.role).toBe('viewer')
  })

  it('are kept by cookies that scripts, other hosts and other sites cannot use, and at rest by hashes alone', async () => {
    const { browser, cookies } = await signedIn(store())
    for (const cookie of cookies)
      expect(cookie).toMatch(/^__Host-bellhop-\w+=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/)
    const rows = JSON.stringify(await store().sql('select * from web_session'))
    const secrets = [...browser.values()].flatMap((value) => value.split('.').slice(1))
    expect(secrets).toHaveLength(3)
    for (const secret of secrets) expect(rows).not.toContain(secret)
  })

  it('renew their keys when ten minutes have passed, and each key once', async () => {
    const { browser, visit, wait } = await signedIn(store())
    const first = new Map(browser)
    expect((await visit(browser)).given).toBe(false)
    wait(accessMs)
    expect(await visit(browser)).toMatchObject({ given: true, visitor: {} })
    expect(browser.get('__Host-bellhop-renewal')).not.toBe(first.get('__Host-bellhop-renewal'))
    expect(await visit(browser)).toMatchObject({ given: false, visitor: {} })
  })

  it('give tabs that renew at the same moment the same keys, and sign nobody out', async () => {
    const { browser, visit, wait } = await signedIn(store())
    wait(accessMs)
    const tabs = Array.from({ length: 8 }, () => new Map(browser))
    const seen = await Promise.all(tabs.map(visit))
    expect(seen.every(({ visitor }) => visitor)).toBe(true)
    expect(new Set(tabs.map((tab) => JSON.stringify([...tab]))).size).toBe(1)
    wait(graceMs - 1)
    expect((await visit(new Map(browser))).visitor).toBeDefined()
    expect((await visit(tabs[0] ?? new Map())).visitor).toBeDefined()
  })

  it('survive an answer that never reached the browser', async () => {
    const { browser, visit, wait } = await signedIn(store())
    wait(accessMs)
    await visit(new Map(browser))
    wait(5 * minute)
    expect((await visit(browser)).visitor).toBeDefined()
    expect((await visit(browser)).visitor).toBeDefined()
  })

  it('end for both when a key that was used up comes again, from the thief or from the one it was stolen from', async () => {
    for (const isThiefFirst of [true, false]) {
      const { who, browser, visit, wait, warned } = await signedIn(store())
      const copy = new Map(browser)
      const [first, second] = isThiefFirst ? [copy, browser] : [browser, copy]
      wait(accessMs)
      await visit(first)
      await visit(first)
      wait(graceMs)
      const late = await visit(second)
      expect(late.visitor).toBeUndefined()
      expect(late.why).toContain('used before')
      expect((await visit(first)).visitor).toBeUndefined()
      expect(warned).toEqual([who.person])
      expect(await actsOf(store(), who.org)).toContain('session:reused false')
    }
  })

  it('end as well when an even older key comes again', async () => {
    const { browser, visit, wait } = await signedIn(store())
    const oldest = new Map(browser)
    for (let i = 0; i < 3; i++) {
      wait(accessMs)
      await visit(browser)
      await visit(browser)
    }
    expect((await visit(oldest)).why).toContain('used before')
    expect((await visit(browser)).visitor).toBeUndefined()
  })

  it('give whoever copied only the short key no more than its ten minutes', async () => {
    const { browser, visit, wait } = await signedIn(store())
    const copy = new Map([...browser].filter(([name]) => name.endsWith('session')))
    expect((await visit(copy)).visitor).toBeDefined()
    expect((await visit(copy)).visitor?.formToken).toBeUndefined()
    wait(accessMs)
    expect((await visit(copy)).visitor).toBeUndefined()
    expect((await visit(browser)).visitor).toBeDefined()
  })

  it('are not ended by somebody who knows only their id', async () => {
    const { browser, visit, wait } = await signedIn(store())
    const id = browser.get('__Host-bellhop-session')?.split('.')[0] ?? ''
    const [a, b] = ['a'.repeat(43), 'b'.repeat(43)]
    const guess = new Map([
      ['__Host-bellhop-session', `${id}.${a}`],
      ['__Host-bellhop-renewal', `${id}.${a}.${b}`],
    ])
    wait(accessMs)
    expect((await visit(guess)).visitor).toBeUndefined()
    expect((await visit(browser)).visitor).toBeDefined()
  })

  it('are over when nobody used them for eight hours', async () => {
    const { browser, visit, wait } = await signedIn(store())
    wait(idleMs - 1)
    await visit(browser)
    wait(idleMs)
    expect((await visit(browser)).why).toContain('eight hours')
    expect(browser.size).toBe(0)
  })

  it('are over after a week, however much they are used', async () => {
    const { browser, visit, wait } = await signedIn(store())
    for (let passed = 0; passed < lifeMs - idleMs; passed += idleMs / 2) {
      wait(idleMs / 2)
      expect((await visit(browser)).visitor).toBeDefined()
    }
    wait(idleMs - 1)
    expect((await visit(browser)).visitor).toBeDefined()
    wait(1)
    expect((await visit(browser)).why).toContain('more than a week ago')
  })

  it('take nothing over from what a browser held before somebody signed in', async () => {
    const { who, sessions, door } = await signedIn(store())
    const planted = `${randomUUID()}.${'a'.repeat(43)}`
    const answer = await door.arrive(requestWith(new Map([['__Host-bellhop-session', planted]])))
    expect(answer.visitor).toBeUndefined()
    const keys = await sessions.begin({ ...who, account: 'google:1', device: 'Firefox' })
    expect(planted).not.toContain(keys.id)
    expect((await store().sql('select id from web_session where id = $1::uuid', [planted.split('.')[0]])).length).toBe(
      0,
    )
  })

  it('are found without the prefix only where there is no https', async () => {
    const { browser, sessions } = await signedIn(store())
    const bare = new Map([...browser].map(([name, value]) => [name.replace('__Host-', ''), value]))
    const arrive = async (url: string) => (await createWebDoor(sessions, url).arrive(requestWith(bare))).visitor
    expect(await arrive(here)).toBeUndefined()
    expect(await arrive('http://127.0.0.1:3000')).toBeDefined()
  })

  it('take forms only from our own pages, and only from the session they were made for', async () => {
    const { browser, visit, door } = await signedIn(store())
    const { visitor } = await visit(browser)
    const other = await signedIn(store())
    const send = async (headers: Record<string, string>, token = visitor?.formToken) =>
      (await door.arriveWithForm(requestWith(browser, headers, `token=${token}`))).visitor
    expect(await send({ origin: here })).toBeDefined()
    expect(await send({ 'sec-fetch-site': 'same-origin' })).toBeDefined()
    expect(await send({ origin: 'https://elsewhere.example' })).toBeUndefined()
    expect(await send({ origin: here, 'sec-fetch-site': 'same-site' })).toBeUndefined()
    expect(await send({})).toBeUndefined()
    expect(await send({ origin: here }, '')).toBeUndefined()
    expect(await send({ origin: here }, (await other.visit(other.browser)).visitor?.formToken)).toBeUndefined()
  })

  it('end one by one or everywhere, from the very next request on', async () => {
    const { who, browser, visit, sessions, door } = await signedIn(store())
    const begin = async () => jarOf(door.cookiesFor(await sessions.begin({ ...who, device: 'Chrome on Android' })))
    const [phone, laptop] = [await begin(), await begin()]
    expect(await sessions.list(who.org, who.person)).toHaveLength(3)
    const id = (await visit(phone)).visitor?.session ?? ''
    await sessions.end(who, { person: who.person, id }, 'signed out')
    expect((await visit(phone)).visitor).toBeUndefined()
    expect((await visit(laptop)).visitor).toBeDefined()
    expect(await sessions.end(who, { person: who.person }, 'signed out everywhere')).toBe(2)
    for (const one of [browser, laptop]) expect((await visit(one)).visitor).toBeUndefined()
    expect(await sessions.list(who.org, who.person)).toEqual([])
    expect(await actsOf(store(), who.org)).toContain('session:ended true')
  })

  it('are ended by a suspension for good: whoever is back signs in anew', async () => {
    const { who, browser, visit } = await signedIn(store())
    const owner = randomUUID()
    const boss = { account: 'slack:T1:U9', person: owner, name: 'Olivia', org: who.org, role: 'owner' } as const
    await store().inOrgSql(who.org, async (sql) => {
      await insertMember(sql, who.org, { person: owner, name: 'Olivia', role: 'owner' })
      await changeMember(sql, boss, who.person, { kind: 'suspend' }, new Set())
    })
    await store().inOrgSql(who.org, (sql) => changeMember(sql, boss, who.person, { kind: 'restore' }, new Set()))
    expect((await visit(browser)).visitor).toBeUndefined()
  })

  it('open nothing for whoever is suspended, at the very next request, by whatever hand', async () => {
    const { who, browser, visit } = await signedIn(store())
    const suspend = 'update membership set suspended_at = now() where person_id = $1::uuid'
    await store().inOrgSql(who.org, (sql) => sql(suspend, [who.person]))
    expect((await visit(browser)).why).toContain('suspended')
    expect(await actsOf(store(), who.org)).toContain('session:refused false')
  })

  it('end with the account they were signed in with', async () => {
    const { who, browser, visit } = await signedIn(store())
    await store().sql('update account set person_id = null where key = $1', [who.account])
    expect((await visit(browser)).why).toContain('not yours here any more')
  })

  it('begin where somebody may act: an organisation that suspended them comes last', async () => {
    const { org: first, person } = await makePerson(store())
    const second = randomUUID()
    await store().inOrgSql(second, async (sql) => {
      await insertOrg(sql, { id: second, name: 'Second', isSample: false })
      await sql(
        `insert into membership (org_id, person_id, role, created_at) values ($1::uuid, $2::uuid, 'member', now() + interval '1 day')`,
        [second, person],
      )
    })
    expect(await readOrgsOf(store().sql, person)).toEqual([first, second])
    await store().inOrgSql(first, (sql) => setSuspended(sql, person, true))
    expect(await readOrgsOf(store().sql, person)).toEqual([second, first])
  })

  it('belong to one org: nobody of another sees or ends them', async () => {
    const { who, browser, visit, sessions } = await signedIn(store())
    const theirs = await signedIn(store())
    expect(await sessions.list(theirs.who.org, who.person)).toEqual([])
    expect(await sessions.end(theirs.who, { person: who.person }, 'mischief')).toBe(0)
    expect((await visit(browser)).visitor).toBeDefined()
    await expect(store().sql('update web_session set ended_at = now()')).rejects.toThrow(/permission denied/)
  })
})

type Browser = Map<string, string>

/** Somebody with a browser that is signed in, and a clock that stands still unless it is moved. */
async function signedIn(store: Store) {
  const clock = { time: Date.now(), now: () => clock.time }
  const warned: string[] = []
  const warn = async (_sql: unknown, row: SessionRow) => void warned.push(row.person)
  const sessions: Sessions = createSessions({ store, clock, owners: new Set(), warn })
  const door: WebDoor = createWebDoor(sessions, here)
  const who = await makePerson(store)
  const cookies = door.cookiesFor(await sessions.begin({ ...who, device: 'Firefox on Linux' }))
  const browser = jarOf(cookies)

  async function visit(held: Browser) {
    const { visitor, why, carry } = await door.arrive(requestWith(held))
    const set = carry({ status: 200 }).cookies ?? []
    for (const [name, value] of jarOf(set)) value ? held.set(name, value) : held.delete(name)
    return { visitor, why, given: set.length > 0 }
  }

  const wait = (ms: number) => {
    clock.time += ms
  }
  return { who, sessions, door, cookies, browser, visit, warned, wait }
}

function jarOf(cookies: readonly string[]): Browser {
  return new Map(cookies.map((line) => [line.slice(0, line.indexOf('=')), /=([^;]*)/.exec(line)?.[1] ?? '']))
}

function requestWith(held: Browser, headers: Record<string, string> = {}, body = ''): RouteRequest {
  const cookie = [...held].map(([name, value]) => `${name}=${value}`).join('; ')
  const rest = { query: new URLSearchParams(), params: {}, body: Buffer.from(body) }
  return { method: body ? 'POST' : 'GET', path: '/me', headers: { cookie, ...headers }, ...rest }
}

async function makePerson(store: Store) {
  const [org, person] = [randomUUID(), randomUUID()]
  const account = `google:${person}`
  await store.inOrgSql(org, async (sql) => {
    await insertOrg(sql, { id: org, name: 'Home', isSample: false })
    await insertMember(sql, org, { person, name: 'Ann', role: 'admin' })
    await sql(asPlatform)
    await sql(
      `insert into account (key, platform, person_id, name) values ($1, 'google', $2::uuid, 'ann@example.com')`,
      [account, person],
    )
  })
  return { org, person, account }
}

async function actsOf(store: Store, org: string): Promise<string[]> {
  const rows = await store.inOrgSql(org, (sql) =>
    sql<{ act: string; allowed: boolean }>('select act, allowed from audit_entry'),
  )
  return rows.map(({ act, allowed }) => `${act} ${allowed}`)
}
