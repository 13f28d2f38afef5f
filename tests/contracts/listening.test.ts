// Who spoke to Bellhop where is looked up with every message, and written no oftener than it must be.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listeningKey, noteHeard, readBotTurns, readListening } from '../../src/store/router/listening-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('where people go on', ({ store }) => {
  const conversation = 'slack:T1/C1'
  const person = { conversation, account: 'slack:T1/U1', isBot: false }
  const program = { conversation, account: 'slack:T1/B1', isBot: true }
  beforeEach(() => store().sql('delete from listening'))
  afterEach(() => vi.useRealTimers())

  const versions = () => store().sql('select account, xmin::text, xmax::text from listening order by account')

  it('is written once an hour, however much somebody says there', async () => {
    await noteHeard(store().sql, [person])
    const first = await versions()
    await noteHeard(store().sql, [person])
    expect(await versions()).toEqual(first)
    await store().sql("update listening set at = now() - interval '2 hours'")
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    await noteHeard(store().sql, [person])
    const [row] = await store().sql<{ isNew: boolean }>(
      `select at > now() - interval '1 minute' as "isNew" from listening`,
    )
    expect(row?.isNew).toBe(true)
  })

  it('is written anew where it was erased meanwhile', async () => {
    await noteHeard(store().sql, [person, { ...person, account: 'slack:T1/U2' }])
    await store().sql('delete from listening where account = $1', [person.account])
    await noteHeard(store().sql, [person])
    const keys = [person.account, 'slack:T1/U2', 'slack:T1/U3'].map((account) => listeningKey(conversation, account))
    expect([...(await readListening(store().sql, keys)).keys()]).toEqual(keys.slice(0, 2))
  })

  it('counts every turn of a program, until a person speaks', async () => {
    await noteHeard(store().sql, [program, program])
    await noteHeard(store().sql, [program])
    expect(await readBotTurns(store().sql, conversation)).toBe(3)
    await noteHeard(store().sql, [person])
    expect(await readBotTurns(store().sql, conversation)).toBe(0)
    await noteHeard(store().sql, [program])
    expect(await readBotTurns(store().sql, conversation)).toBe(1)
  })
})
