// How far an errand is reaches whoever may tell the platform: the latest only, from any process, and never after the answer.
import { afterEach, expect, it } from 'vitest'
import { replyOfLive } from '../../src/domain/progress.ts'
import { textOf } from '../../src/domain/reply.ts'
import type { Edited, LiveView } from '../../src/ports/live-messages.ts'
import { cancelErrand } from '../../src/router/cancel-job.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createLongErrand, createPlainQueue } from '../support/long-errand.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { createPaperPlatform, type PaperPlatform, paperEvent } from '../support/paper-platform.ts'

type LivePaper = PaperPlatform & { edits: string[]; onEdit: () => Promise<Edited> }

describeOnEveryStore('a live message', ({ store, another }) => {
  const cores: PaperCore[] = []
  const stores: Store[] = []
  afterEach(async () => {
    for (const core of cores.splice(0)) await core.stop()
    for (const one of stores.splice(0)) await one.close()
  })

  async function open(on: Store, works: boolean) {
    const paint = createLongErrand()
    const platform = livePaper()
    const queue = works ? { queue: createPlainQueue() } : {}
    const core = await openPaperCore(on, { commands: paint.commands, platform, ...queue })
    cores.push(core)
    return { core, paint, platform }
  }

  /** One process that sends and runs nothing, and one that runs and sends nothing. */
  async function openTwo(place: string) {
    const other = another ? await another() : store()
    if (another) stores.push(other)
    // On a server the first keeps the right to send; on the embedded store a start takes it over.
    const first = await open(other, !another)
    const echoed = (one: typeof first) => one.core.shownIn(place).length > 0
    const say = () => first.core.core.intake.accept(paperEvent(`first ${place}`, place, 'echo this one sends'))
    if (another) {
      await say()
      await until(() => echoed(first))
    }
    const second = await open(store(), Boolean(another))
    if (!another) {
      await say()
      await until(() => echoed(second))
      await until(() => first.core.log.lines.some((line) => line.message === 'another process took over'))
    }
    return another ? { sending: first, working: second } : { sending: second, working: first }
  }

  let number = 0
  const newPlace = () => `ann/${++number}`

  it('shows the latest of what is told faster than the platform takes it', async () => {
    const { core, paint, platform } = await open(store(), true)
    const place = newPlace()
    await core.core.intake.accept(paperEvent(place, place, 'paint the fence'))
    const run = await paint.nextRun()
    for (let i = 1; i <= 100; i++) run.tells({ title: `Coat ${i}` })
    await until(() => platform.edits.at(-1)?.startsWith('Coat 100'))
    expect(platform.edits.length).toBeLessThan(10)
    run.finishes()
    await core.core.idle()
    expect(core.shownIn(place)).toEqual([
      'On it: painting the fence. I answer here when it is done.',
      'Painted: the fence.',
    ])
  })

  it('is not changed any more once the answer is on its way, and the answer waits for a change under way', async () => {
    const { core, paint, platform } = await open(store(), true)
    const place = newPlace()
    await core.core.intake.accept(paperEvent(place, place, 'paint the fence'))
    const run = await paint.nextRun()
    const change = Promise.withResolvers<Edited>()
    platform.onEdit = () => change.promise
    run.tells({ title: 'Under way' })
    await until(() => platform.edits.length === 1)
    run.tells({ title: 'Too late' })
    run.finishes()
    await until(
      async () =>
        (
          await store().sql(
            'select from outbox where live is not null and exists (select from under_way where id = any(calls))',
          )
        ).length > 0,
    )
    expect(core.shownIn(place)).toHaveLength(1)
    change.resolve({ outcome: 'shown' })
    await core.core.idle()
    expect(core.shownIn(place)).toHaveLength(2)
    expect(platform.edits.map((text) => text.split('\n')[0])).toEqual(['Under way'])
  })

  it('is changed by the process that may send, wherever the errand runs, and is stopped from anywhere', async () => {
    const place = newPlace()
    const { sending, working } = await openTwo(place)
    await sending.core.core.intake.accept(paperEvent(place, place, 'paint the fence'))
    const run = await Promise.race([working.paint.nextRun(), sending.paint.nextRun()])
    expect(sending.paint.begun()).toBe(0)
    await until(() => {
      run.tells({ title: 'From the other side' })
      return sending.platform.edits.length > 0
    })
    expect(sending.platform.edits[0]).toMatch(/From the other side/)
    const [job] = await store().sql<{ id: string }>("select id from job where state = 'running'")
    const by = { account: 'console:ann', person: null, name: 'Ann', org: null, role: 'member' as const }
    expect(await cancelErrand(store(), sending.core.core.platforms, job?.id ?? '', by)).toBe(true)
    expect(await run.stopped).toMatchObject({ cause: 'cancelled' })
    await sending.core.core.idle()
    expect(sending.core.shownIn(place).at(-1)).toBe('Cancelled by Ann.')
    expect(await cancelErrand(store(), sending.core.core.platforms, job?.id ?? '', by)).toBe(false)
    expect(working.platform.edits).toEqual([])
    expect(working.core.shownIn(place)).toEqual([])
  })

  it('is made when the errand begins where nobody was told of it before', async () => {
    const asking = await open(store(), false)
    const place = newPlace()
    await asking.core.core.intake.accept(paperEvent(place, place, 'paint the fence'))
    await until(() => asking.core.shownIn(place).length === 1)
    await store().sql("delete from outbox where plan in (select id from job where state = 'waiting')")
    await asking.core.stop()
    const working = await open(store(), true)
    const run = await working.paint.nextRun()
    run.finishes()
    await working.core.core.idle()
    expect(working.core.shownIn(place)).toEqual([expect.stringMatching(/^On it/), 'Painted: the fence.'])
    const joined = 'select from outbox o join outbox m on m.plan = o.live where o.conversation = $1'
    expect(await store().sql(joined, [place])).toHaveLength(1)
  })

  it('shows nothing of a run that lost its errand to another', async () => {
    const { core, paint, platform } = await open(store(), true)
    const place = newPlace()
    await core.core.intake.accept(paperEvent(place, place, 'paint the fence'))
    const run = await paint.nextRun()
    await until(() => core.shownIn(place).length === 1)
    const looked = Promise.withResolvers<void>()
    await store().sql("update job set fence = nextval('fence_seq') where state = 'running'")
    run.tells({ title: 'From the dead' })
    setTimeout(looked.resolve, 300)
    await looked.promise
    run.finishes()
    await store().sql("update job set state = 'failed', settled_at = now() where state = 'running'")
    await core.core.idle()
    expect(platform.edits).toEqual([])
    expect(core.shownIn(place)).toHaveLength(1)
  })
})

function livePaper(): LivePaper {
  const paper = createPaperPlatform()
  const edits: string[] = []
  const live: LivePaper = Object.assign(paper, {
    edits,
    onEdit: async () => ({ outcome: 'shown' }) as Edited,
    live: {
      everyMs: 20,
      plan: (view: LiveView) => ({ call: 'show', payload: { text: wordsOf(view) } }),
      replaces: () => true,
      edit: ({ view }: { view: LiveView }) => {
        edits.push(wordsOf(view))
        return live.onEdit()
      },
    },
  })
  return live
}

function wordsOf(view: LiveView): string {
  return textOf(replyOfLive(view, []))
}

async function until(holds: () => unknown): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
