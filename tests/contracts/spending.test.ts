// Limits and quotas on the way of a real request: what runs at once, what runs as a job, and what a tool itself spends.
import { afterEach, expect, it } from 'vitest'
import { noPolicy, type Policy } from '../../src/domain/policy.ts'
import { createDirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { bell, openOffice } from '../support/paper-office.ts'

describeOnEveryStore('a call that uses something up', ({ store }) => {
  let paper: PaperCore
  let office: ReturnType<typeof openOffice>
  let rung: string[]
  let count = 0
  afterEach(async () => {
    await decide(noPolicy)
    await paper.stop()
  })

  async function open(more: Parameters<typeof bell>[1]): Promise<string> {
    rung = []
    // A bell that asks nobody: the approval of a tool is a function that may find no need.
    const ring = bell(rung, { effect: 'read', approval: async () => undefined, ...more })
    paper = await openPaperCore(store(), { commands: [ring], queue: createDirectQueue() })
    office = openOffice(store(), paper)
    const who = `spender${++count}`
    await office.joins(who, 'member')
    return who
  }

  async function decide(policy: Policy): Promise<void> {
    await store().inOrg(await office.org(), await paper.core.policies.change(await office.org(), () => policy))
  }

  it('is refused once the runs of the day are used up, also as a job', async () => {
    for (const long of [false, true]) {
      const who = await open({ spends: ['runs'], long })
      await decide({ ...noPolicy, quotas: [{ kind: 'runs', per: 'person', amount: 2 }] })
      for (const text of ['one', 'two', 'three']) await office.says(who, `ring ${text}`)
      expect(rung).toEqual(['one', 'two'])
      expect(paper.shownIn(who).at(-1)).toMatch(/used up the runs of today \(2\)/)
      if (!long) await paper.stop()
    }
  })

  it('is counted against its limit once, when it is asked and not again when its job runs', async () => {
    const who = await open({ limit: { perMinute: 2 }, long: true })
    for (const text of ['one', 'two', 'three']) await office.says(who, `ring ${text}`)
    expect(rung).toEqual(['one', 'two'])
    expect(paper.shownIn(who).at(-1)).toMatch(/more than 2 requests in a minute/)
  })

  it('ends when it spends more than is left, and nothing of the kind begins after that', async () => {
    const steps: number[] = []
    const who = await open({
      spends: ['tokens'],
      async run({ spend }) {
        for (let step = 1; step <= 5; step++) {
          await spend('tokens', 40)
          steps.push(step)
        }
        return 'never said'
      },
    })
    await decide({ ...noPolicy, quotas: [{ kind: 'tokens', per: 'person', amount: 100 }] })
    expect(await office.says(who, 'ring')).toMatch(/used up the tokens of today/)
    expect(steps).toEqual([1, 2])
    expect(await office.says(who, 'ring')).toMatch(/used up the tokens of today/)
    expect(steps).toEqual([1, 2])
  })
})
