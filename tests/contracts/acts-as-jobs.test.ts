// A write to the outside that takes long runs as a job: what becomes of it when that run breaks off, is stopped or goes to other hands.
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool, type Repeat } from '../../src/domain/tool.ts'
import { cancelErrand } from '../../src/router/cancel-job.ts'
import { readAuditPage } from '../../src/store/audit/audit-search.ts'
import { readOrgs } from '../../src/store/identity/account-rows.ts'
import { createDirectQueue, type DirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperEvent, paperWorkspace } from '../support/paper-platform.ts'

describeOnEveryStore('a write to the outside that runs as a job', ({ store }) => {
  let paper: PaperCore
  let queue: DirectQueue
  let place = ''
  let count = 0
  afterEach(() => paper.stop())

  /** A bell outside that is rung at once; then the first run goes on as `then` says. */
  async function hang(repeat: Repeat, then: (signal: AbortSignal) => Promise<never>) {
    const rung: string[] = []
    let runs = 0
    const ring = defineTool<object, string>({
      ...{ name: 'ring', description: 'Rings', input: z.object({}), output: z.string(), effect: 'write', repeat },
      ...{ permission: 'member', long: true, present: say },
      async run({ key, signal }) {
        if (repeat !== 'keyed' || !rung.includes(key)) rung.push(key)
        if (++runs === 1) await then(signal)
        return 'rung'
      },
      lookUp: async (key) => (rung.includes(key) ? 'rung before' : undefined),
    })
    queue = createDirectQueue()
    const commands = [defineCommand({ name: 'ring', summary: 'Ring', tool: ring })]
    paper = await openPaperCore(store(), { commands, queue })
    place = `long${++count}`
    await paper.core.intake.accept(paperEvent(`${place} ring`, place, 'ring'))
    return rung
  }

  const shows = (what: RegExp) => expect.poll(() => paper.shownIn(place).join('\n'), { timeout: 20_000 }).toMatch(what)

  async function audited() {
    const org = (await readOrgs(store().sql, [paperWorkspace])).get(paperWorkspace) ?? ''
    const filter = { who: `console:${place}`, act: 'ring' }
    const page = await store().inOrgSql(org, (sql) => readAuditPage(sql, filter, { way: 'older', limit: 50 }))
    return page.map(({ result }) => result)
  }

  it.each([
    ['an error nobody foresaw', new Error('socket hang up')],
    ['a service that does not answer', new BellhopError('unavailable', 'The bell does not answer.')],
    ['a time limit of its own', new BellhopError('timeout', 'The bell took too long.')],
    ['a time limit of a signal', new DOMException('The operation timed out.', 'TimeoutError')],
  ])('is not made again when it may not be, and is unknown: after %s', async (_what, broken) => {
    const rung = await hang('never', () => Promise.reject(broken))
    await shows(/cannot know whether it happened: I was to .*\. Please check/)
    expect(rung).toHaveLength(1)
    expect(await audited()).toContain('unknown')
  })

  it.each(['never', 'lookup', 'keyed'] as const)(
    'is made once when its run is given to other hands (%s)',
    async (repeat) => {
      const rung = await hang(repeat, waitForStop)
      await expect.poll(() => rung.length, { timeout: 20_000 }).toBe(1)
      queue.stopRuns('lost')
      await shows({ never: /cannot know whether it happened/, lookup: /^rung before$/m, keyed: /^rung$/m }[repeat])
      expect(rung).toHaveLength(1)
      expect(paper.shownIn(place).join('\n')).not.toMatch(/other hands/)
    },
  )

  it('says to look there when it is cancelled in the middle', async () => {
    const rung = await hang('never', waitForStop)
    await expect.poll(() => rung.length, { timeout: 20_000 }).toBe(1)
    const [job] = await store().sql<{ id: string }>("select id from job where state = 'running'")
    const by = { account: `console:${place}`, person: null, name: 'Ann', org: null, role: 'member' as const }
    await cancelErrand(store(), paper.core.platforms, job?.id ?? '', by)
    await shows(/Cancelled by Ann\. It had begun: please check there what it did/)
    expect(rung).toHaveLength(1)
  })

  it('says to look there before it is asked for again, when it kept failing', async () => {
    const rung = await hang('keyed', () => Promise.reject(new BellhopError('timeout', 'The bell took too long.')))
    await shows(
      /took too long and was stopped\. It may have happened all the same: please check there before you ask again/,
    )
    expect(rung).toHaveLength(1)
  })
})

/** As what speaks to the outside does with a signal. */
function waitForStop(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
