// What an org sets for itself counts: for how long things are kept, and who people are when they first write.
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { readRunLimits } from '../../src/app/declare-settings.ts'
import { type SettingName, settingNames, settings } from '../../src/domain/settings.ts'
import { createDirectory } from '../../src/identity/create-directory.ts'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import { keepHouse } from '../../src/router/keep-house.ts'
import { insertMessages } from '../../src/store/router/tenant-rows.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

describeOnEveryStore('a setting', ({ store }) => {
  let org = ''
  const set = (name: keyof typeof settings, value: string) =>
    store().inOrgSql(org, (sql) => saveSetting(sql, org, settings[name].key, value))
  const log = createQuietLog()

  beforeEach(async () => {
    org = await ensureHome(store(), [{ key: 'slack:T1', platform: 'slack', name: 'Acme' }])
    for (const name of settingNames) await set(name, settings[name].initial)
    await store().sql('delete from inbox')
  })

  async function keepsEventsOf(days: number[]): Promise<number[]> {
    for (const age of days)
      await store().sql(
        `insert into inbox (key, platform, workspace, lane, content_type, body, state, received_at, settled_at)
         values ($1, 'slack', 'slack:T1', 'l', 'text/plain', '', 'done', now() - make_interval(days => $2), now() - make_interval(days => $2))`,
        [`age ${age}`, age],
      )
    await keepHouse(store(), log)
    const left = await store().sql<{ key: string }>('select key from inbox order by id')
    return left.map(({ key }) => Number(key.replace('age ', '')))
  }

  it('says how long code may run, what it may take and how much of what it makes is kept', async () => {
    for (const [name, value] of Object.entries({
      ...{ 'run-seconds': '5', 'run-output': '2', 'run-memory': '1024', 'run-cpus': '0.5', 'run-processes': '20' },
      ...{ 'run-disk': '128', 'run-files': '500', 'run-artifacts': '3', 'run-artifact-size': '1' },
    }))
      await set(name as SettingName, value)
    const limits = { wallMs: 5_000, outputBytes: 2_048, memoryMb: 1_024, cpus: 0.5, pids: 20, diskMb: 128 }
    const all = { ...limits, inodes: 500, artifacts: 3, artifactBytes: 1_048_576 }
    expect(await readRunLimits(store(), org)).toEqual(all)
    await set('run-seconds', '5000')
    const { wallMs: _, ...others } = all
    expect(await readRunLimits(store(), org)).toEqual(others)
  })

  it('says for how many days settled events are kept, and never fewer than a platform may repeat them in', async () => {
    expect(await keepsEventsOf([5, 20, 40])).toEqual([5, 20])
    await store().sql('delete from inbox')
    await set('keep-days', '60')
    expect(await keepsEventsOf([5, 20, 40, 70])).toEqual([5, 20, 40])
    await store().sql('delete from inbox')
    await set('keep-days', '1')
    expect(await keepsEventsOf([5, 20, 40])).toEqual([5, 20])
  })

  it('says for how long what was said is kept', async () => {
    const said = { conversation: randomUUID(), platform: 'slack', isShared: false, account: null, correlation: 'x' }
    await store().inOrgSql(org, (sql) =>
      insertMessages(sql, org, [
        { ...said, text: 'old' },
        { ...said, text: 'new' },
      ]),
    )
    const texts = async () => {
      const rows = await store().inOrgSql(org, (sql) => sql<{ text: string }>('select text from message order by text'))
      return rows.map(({ text }) => text)
    }
    await store().inOrgSql(org, (sql) =>
      sql("update message set created_at = now() - interval '10 days' where text = 'old'"),
    )
    await keepHouse(store(), log)
    expect(await texts()).toEqual(['new', 'old'])
    await set('history-days', '7')
    await keepHouse(store(), log)
    expect(await texts()).toEqual(['new'])
  })

  it('says who people of a connected Slack are when they first write', async () => {
    const directory = createDirectory(store(), { owners: new Set(['slack:T1:UO']), newcomer: 'member' })
    const roleOf = async (user: string) =>
      (
        await directory.callerOf({
          workspace: 'slack:T1',
          sender: { account: `slack:T1:${user}`, name: user, isBot: false, isStranger: false },
        } as never)
      ).role
    expect(await roleOf('U1')).toBe('member')
    await set('newcomers', 'viewer')
    expect([await roleOf('U2'), await roleOf('U1'), await roleOf('UO')]).toEqual(['viewer', 'member', 'owner'])
    await set('newcomers', 'stranger')
    expect(await roleOf('U3')).toBe('stranger')
    await set('newcomers', 'owner')
    expect(await roleOf('U4')).toBe('member')
  })
})

describe('the settings', () => {
  it.each(settingNames)('%s is at first something that it can be', (name) => {
    expect(settings[name].isOk(settings[name].initial)).toBe(true)
    expect(settings[name].isOk('nonsense')).toBe(false)
    expect(settings[name].isOk('')).toBe(false)
  })
})
