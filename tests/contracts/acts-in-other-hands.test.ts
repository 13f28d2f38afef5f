// An event comes into other hands while somebody may still be at the write to the outside that it led to: it is left to them, and not made twice.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool } from '../../src/domain/tool.ts'
import { runAct, UnderWay } from '../../src/gate/run-act.ts'
import { beginAct, keepAct } from '../../src/store/gate/act-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperEvent } from '../support/paper-platform.ts'

describeOnEveryStore('a write to the outside that somebody else began', ({ store }) => {
  let paper: PaperCore | undefined
  let count = 0
  afterEach(async () => {
    await paper?.stop()
    paper = undefined
  })

  /** A bell outside; `looks` says what is found of it there, and `rings` what becomes of ringing it. */
  function bell(looks: () => Promise<string | undefined>, rings: () => Promise<string>) {
    return defineTool<object, string>({
      ...{ name: 'ring', description: 'Rings', input: z.object({}), output: z.string() },
      ...{ permission: 'member', effect: 'write', repeat: 'lookup', present: say },
      lookUp: looks,
      run: rings,
    })
  }
  const actOf = (key: string) => ({ key, tool: 'ring', org: randomUUID(), correlation: 'reference' })
  const callOf = (key: string) =>
    ({ key, input: {}, caller: { org: randomUUID() }, signal: new AbortController().signal }) as unknown as Parameters<
      typeof runAct
    >[2]

  it('is not made beside them, and not looked up', async () => {
    const free = Promise.withResolvers<string>()
    let [runs, looks] = [0, 0]
    const ring = bell(
      async () => void looks++,
      () => {
        runs++
        return free.promise
      },
    )
    const tryIt = () => runAct(store().sql, ring, callOf(key), 'reference')
    const key = `others${++count}`
    const first = tryIt()
    await expect.poll(() => runs).toBe(1)
    await expect(tryIt()).rejects.toThrow(UnderWay)
    free.resolve('rung')
    expect([await first, await tryIt(), runs, looks]).toEqual(['rung', 'rung', 1, 0])
  })

  it('is taken over once they were silent for too long, and not before', async () => {
    const act = actOf(`others${++count}`)
    await beginAct(store().sql, act, 1_000)
    await store().sql("update act set started_at = now() - interval '1 minute' where key = $1", [act.key])
    await keepAct(store().sql, act.key)
    expect(await beginAct(store().sql, act, 30_000)).toMatchObject({ kind: 'taken' })
    await store().sql("update act set started_at = now() - interval '1 minute' where key = $1", [act.key])
    expect(await beginAct(store().sql, act, 30_000)).toEqual({ kind: 'brokenOff' })
    expect(await beginAct(store().sql, act, 30_000)).toMatchObject({ kind: 'taken' })
  })

  it('is let go of by whoever could not look it up', async () => {
    let isDown = true
    const ring = bell(
      async () => {
        if (isDown) throw new BellhopError('unavailable', 'The bell does not answer.')
        return 'rung before'
      },
      async () => 'rung',
    )
    const act = actOf(`others${++count}`)
    await beginAct(store().sql, act, 0)
    await expect(runAct(store().sql, ring, callOf(act.key), 'reference', 0)).rejects.toThrow('does not answer')
    isDown = false
    expect(await runAct(store().sql, ring, callOf(act.key), 'reference')).toBe('rung before')
  })

  type Begins = (key: string) => Promise<unknown>

  async function ask({ actMs, before, after }: { actMs?: number; before?: Begins; after?: Begins }): Promise<string[]> {
    const place = `others${++count}`
    const key = `${place} ring ring`
    const ring = bell(
      async () => 'rung before',
      async () => 'rung',
    )
    await before?.(key)
    const commands = [defineCommand({ name: 'ring', summary: 'Ring', tool: ring })]
    paper = await openPaperCore(store(), { commands, ...(actMs === undefined ? {} : { actMs }) })
    await after?.(key)
    await paper.core.intake.accept(paperEvent(`${place} ring`, place, 'ring'))
    await paper.core.idle()
    return paper.shownIn(place)
  }
  const begin: Begins = (key) => beginAct(store().sql, actOf(key), 60_000)

  it('is waited for, for longer than an event that fails is tried, and then looked up', async () => {
    expect(await ask({ actMs: 700, after: begin })).toEqual(['rung before'])
  })

  it('is looked up at once where whoever began it is gone for certain', async ({ skip }) => {
    if (store().kind === 'postgres') skip('another process may be at it')
    expect(await ask({ before: begin })).toEqual(['rung before'])
  })
})
