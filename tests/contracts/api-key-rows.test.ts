// API keys in the store: found by their beginning, known only by a hash, each org's own, and as strong as their maker is now.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createKeyDoor } from '../../src/api/key-door.ts'
import { callerOfKey, keyAccount } from '../../src/identity/api-keys/caller-of-key.ts'
import { createApiKeys } from '../../src/identity/api-keys/create-api-keys.ts'
import { opens, readKey } from '../../src/identity/api-keys/key-text.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { findApiKeyAtDoor, noteApiKeyUse } from '../../src/store/identity/api-key-rows.ts'
import { insertMember, insertOrg, setRole, setSuspended } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import type { Store } from '../../src/store/open-store.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

const nobodyOwns: ReadonlySet<string> = new Set()

describeOnEveryStore('API keys', ({ store }) => {
  it('are stored as a hash, found by their beginning, and open by nothing else', async () => {
    const { key, row } = await makeKey(store(), await makePerson(store()))
    const read = readKey(key)
    expect(opens(read?.secret ?? '', row.hash)).toBe(true)
    expect(opens(`${read?.secret.slice(0, -1)}_`, row.hash)).toBe(false)
    expect(opens(read?.secret ?? '', undefined)).toBe(false)
    const all = await store().sql('select id, prefix, hash, name from api_key')
    expect(JSON.stringify(all)).not.toContain(read?.secret)
  })

  it('cannot be read, changed or revoked from another org, nor given other scopes from the door', async () => {
    const mine = await makePerson(store())
    const { row } = await makeKey(store(), mine)
    const theirs = await makePerson(store())
    const keys = createApiKeys(store(), Date.now)
    await expect(keys.find(theirs.org, row.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(store().inOrg(theirs.org, (tx) => keys.revoke(row)(tx))).rejects.toMatchObject({ code: 'conflict' })
    const widen = store().sql(`update api_key set scopes = '{*}' where id = $1::uuid`, [row.id])
    await expect(widen).rejects.toThrow(/permission denied/)
    const revive = store().sql('update api_key set revoked_at = null, expires_at = now() where id = $1::uuid', [row.id])
    await expect(revive).rejects.toThrow(/permission denied/)
  })

  it('act for their maker with the role of this moment, and for nobody once that is over', async () => {
    const person = await makePerson(store())
    const { row } = await makeKey(store(), person)
    const caller = () => callerOfKey(store(), nobodyOwns, keyAccount(row.id))
    expect(await caller()).toMatchObject({ person: person.person, role: 'admin', scopes: ['ping:run'] })
    await store().inOrgSql(person.org, (sql) => setRole(sql, person.person, 'viewer'))
    expect(await caller()).toMatchObject({ role: 'viewer' })
    await store().inOrgSql(person.org, (sql) => setSuspended(sql, person.person, true))
    expect(await caller()).toMatchObject({ role: 'stranger' })
    await store().inOrgSql(person.org, (sql) => setSuspended(sql, person.person, false))
    await store().inOrg(person.org, (tx) => createApiKeys(store(), Date.now).revoke(row)(tx))
    expect(await caller()).toMatchObject({ person: null, role: 'stranger', scopes: [] })
  })

  it('end on their day', async () => {
    const person = await makePerson(store())
    const { row } = await makeKey(store(), person, Date.now() - 31 * 86_400_000)
    expect(row.expiresAt.getTime()).toBeLessThan(Date.now())
    expect(await callerOfKey(store(), nobodyOwns, keyAccount(row.id))).toMatchObject({ role: 'stranger', scopes: [] })
  })

  it('ask no more often for being answered by several processes', async () => {
    const { key } = await makeKey(store(), await makePerson(store()))
    const parts = { store: store(), owners: nobodyOwns, clock: systemClock, log: createQuietLog(), perMinute: 80 }
    const doors = [createKeyDoor(parts), createKeyDoor(parts)]
    const request = { headers: { authorization: `Bearer ${key}` } } as never
    let letIn = 0
    const waits: number[] = []
    for (let i = 0; i < 160; i++) {
      const answer = await doors[i % 2]?.(request)
      if (answer && 'visitor' in answer) letIn++
      else waits.push(Number(answer?.refusal.headers?.['retry-after']))
    }
    expect(letIn).toBe(80)
    expect(Math.min(...waits)).toBeGreaterThan(0)
  })

  it('are noted as used once a minute', async () => {
    const { row } = await makeKey(store(), await makePerson(store()))
    await noteApiKeyUse(store().sql, row.id)
    const first = (await findApiKeyAtDoor(store().sql, row.prefix))?.usedAt
    await noteApiKeyUse(store().sql, row.id)
    expect((await findApiKeyAtDoor(store().sql, row.prefix))?.usedAt).toEqual(first)
    expect(first).toBeInstanceOf(Date)
  })

  it('are revoked once, whoever else tries at the same moment', async () => {
    const person = await makePerson(store())
    const { row } = await makeKey(store(), person)
    const keys = createApiKeys(store(), Date.now)
    const tries = Array.from({ length: 5 }, () => store().inOrg(person.org, (tx) => keys.revoke(row)(tx)))
    const done = (await Promise.allSettled(tries)).filter((one) => one.status === 'fulfilled')
    expect(done).toHaveLength(1)
  })
})

async function makePerson(store: Store) {
  const [org, person] = [randomUUID(), randomUUID()]
  await store.inOrgSql(org, async (sql) => {
    await insertOrg(sql, { id: org, name: 'Home', isSample: false })
    await insertMember(sql, org, { person, name: 'Ann', role: 'admin' })
    await sql(asPlatform)
  })
  return { org, person }
}

async function makeKey(store: Store, { org, person }: { org: string; person: string }, at = Date.now()) {
  const caller = { account: 'slack:T1:U1', name: 'Ann', role: 'admin', org, person } as const
  const made = createApiKeys(store, () => at).create(caller, { name: 'ci', scopes: ['ping:run'], days: 30 })
  await store.inOrg(org, (tx) => made.change(tx))
  const row = await findApiKeyAtDoor(store.sql, made.prefix)
  if (!row) throw new Error('the key is not there')
  return { key: made.key.reveal(), row }
}
