// What happens to a write to the outside when the tool that makes it breaks off: never twice unseen, always written down.
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool, type Repeat, type Tool } from '../../src/domain/tool.ts'
import { readAuditPage } from '../../src/store/audit/audit-search.ts'
import { readOrgs } from '../../src/store/identity/account-rows.ts'
import { asOrgTransaction, sqlIn } from '../../src/store/in-org.ts'
import { readSetting, saveSetting } from '../../src/store/setting-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperEvent, paperWorkspace } from '../support/paper-platform.ts'

describeOnEveryStore('a write to the outside', ({ store }) => {
  let paper: PaperCore
  let place = ''
  let count = 0
  afterEach(() => paper.stop())

  /** A bell outside, and a command that rings it. */
  async function hang(bell: Pick<Tool<object, string>, 'repeat' | 'run'> & Partial<Tool<object, string>>) {
    const ring = defineTool<object, string>({
      name: 'ring',
      description: 'Rings',
      input: z.object({}),
      output: z.string(),
      effect: 'write',
      permission: 'member',
      present: say,
      ...bell,
    })
    paper = await openPaperCore(store(), { commands: [defineCommand({ name: 'ring', summary: 'Ring', tool: ring })] })
    place = `act${++count}`
  }

  /** A bell outside that rings when told to, by a tool that then breaks off the first time. */
  async function begin(repeat: Repeat, breakOff: () => Error, perMinute?: number) {
    const rung: string[] = []
    const looked: string[] = []
    let runs = 0
    await hang({
      repeat,
      ...(perMinute ? { limit: { perMinute } } : {}),
      async run({ key }) {
        if (repeat !== 'keyed' || !rung.includes(key)) rung.push(key)
        if (++runs === 1) throw breakOff()
        return 'rung'
      },
      lookUp: async (key) => {
        looked.push(key)
        return rung.includes(key) ? 'rung before' : undefined
      },
    })
    return { rung, looked, runs: () => runs }
  }

  async function told(): Promise<string> {
    await paper.core.intake.accept(paperEvent(`${place} ring`, place, 'ring'))
    await paper.core.idle()
    return paper.shownIn(place).join('\n')
  }

  async function audited() {
    const org = (await readOrgs(store().sql, [paperWorkspace])).get(paperWorkspace) ?? ''
    const filter = { who: `console:${place}`, act: 'ring' }
    return store().inOrgSql(org, (sql) => readAuditPage(sql, filter, { way: 'older', limit: 50 }))
  }

  it('is looked up before it is made again, whatever broke it off', async () => {
    for (const broken of [
      new Error('socket hang up'),
      new BellhopError('unavailable', 'The bell does not answer.'),
      new DOMException('The operation timed out.', 'TimeoutError'),
    ]) {
      const { rung, looked } = await begin('lookup', () => broken)
      expect(await told()).toBe('rung before')
      expect([rung.length, looked.length]).toEqual([1, 1])
      await paper.stop()
    }
    await begin('safe', () => new Error('not used'))
  })

  it('is made again with its key', async () => {
    const { rung, runs } = await begin('keyed', () => new Error('socket hang up'))
    expect(await told()).toBe('rung')
    expect([rung.length, runs()]).toEqual([1, 2])
  })

  it('is not made again when it may not be, and the person is asked to check', async () => {
    const { rung, runs } = await begin('never', () => new Error('socket hang up'))
    expect(await told()).toMatch(/cannot know whether it happened: I was to .*\. Please check/)
    expect([rung.length, runs()]).toEqual([1, 1])
  })

  it.each(['keyed', 'lookup', 'never'] as const)(
    'keeps what came of it also when the first try to keep it broke off (%s)',
    async (repeat) => {
      const rung: string[] = []
      let tries = 0
      await hang({
        repeat,
        async run({ key }) {
          rung.push(key)
          return 'rung'
        },
        lookUp: async (key) => (rung.includes(key) ? 'rung' : undefined),
        keep: (output, { change, caller }) =>
          change(async (tx) => {
            if (++tries === 1) throw new Error('the connection is gone')
            await saveSetting(sqlIn(asOrgTransaction(tx)), caller.org ?? '', `bell ${repeat}`, output)
          }),
      })
      expect(await told()).toBe('rung')
      const org = (await readOrgs(store().sql, [paperWorkspace])).get(paperWorkspace) ?? ''
      expect(await store().inOrgSql(org, (sql) => readSetting(sql, `bell ${repeat}`))).toBe('rung')
      expect([rung.length, tries]).toEqual([1, 2])
    },
  )

  it('is refused where what it changes here could get lost', async () => {
    await hang({
      repeat: 'keyed',
      async run({ change }) {
        change(async () => undefined)
        return 'rung'
      },
    })
    expect(await told()).toMatch(/went wrong on our side/)
  })

  it('counts once against the limit of its tool, however often it is tried', async () => {
    await begin('keyed', () => new BellhopError('unavailable', 'The bell does not answer.'), 1)
    expect(await told()).toBe('rung')
  })

  it('is in the audit also when it kept failing', async () => {
    await hang({
      repeat: 'keyed',
      run: async () => {
        throw new Error('secret of the bell: /srv/bell')
      },
    })
    expect(await told()).toMatch(/went wrong on our side/)
    expect(await audited()).toEqual([expect.objectContaining({ act: 'ring', allowed: true, result: 'internal' })])
    const [parked] = await store().sql("select reason from inbox where state = 'parked' order by id desc limit 1")
    expect(parked?.reason).not.toContain('/srv/bell')
  })
})
