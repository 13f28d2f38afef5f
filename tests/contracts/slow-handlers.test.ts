// A command that takes its time, whatever it was told of how long it may: it runs once, it is answered, and nobody waits for one that hangs.
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import type { Caller } from '../../src/domain/person.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool } from '../../src/domain/tool.ts'
import { cancelErrand } from '../../src/router/cancel-job.ts'
import type { Sql } from '../../src/store/sql.ts'
import { createPlainQueue } from '../support/long-errand.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperEvent } from '../support/paper-platform.ts'

describeOnEveryStore('a command that does not look at its time', ({ store }) => {
  let paper: PaperCore
  let place = ''
  let count = 0
  const naps = { begun: 0, kept: 0, awake: Promise.withResolvers<void>() }
  const nap = defineCommand({
    name: 'nap',
    summary: 'Sleeps until it is woken',
    permission: 'stranger',
    run: async () => {
      naps.begun++
      await naps.awake.promise
      return say('well rested')
    },
  })
  afterEach(async () => {
    naps.awake.resolve()
    await paper.stop()
  })

  /** Counts how often what is in hand was kept. */
  const counting = async (silentMs: number) => {
    const session = await store().openSession(silentMs)
    const sql: Sql = (text, values) => {
      if (text.startsWith('select pg_advisory_unlock')) naps.kept++
      return session.sql(text, values)
    }
    return { ...session, sql }
  }

  async function begin(options: Parameters<typeof openPaperCore>[1]): Promise<void> {
    Object.assign(naps, { begun: 0, kept: 0, awake: Promise.withResolvers<void>() })
    const commands = [nap, defineCommand({ name: 'stuck', summary: 'Never ends', tool: stuck })]
    paper = await openPaperCore({ ...store(), openSession: counting }, { commands, ...options })
    place = `slow${++count}`
  }
  const stuck = defineTool({
    name: 'stuck',
    description: 'Never ends, whatever it is told.',
    input: z.object({}),
    output: z.string(),
    effect: 'read',
    repeat: 'safe',
    permission: 'stranger',
    long: true,
    run: async () => {
      naps.begun++
      await naps.awake.promise
      return 'too late'
    },
  })
  const accept = (key: string, text: string) => paper.core.intake.accept(paperEvent(`${place} ${key}`, place, text))
  it('is begun once and answered once, though it takes longer than a conversation is held for', async () => {
    await begin({ leaseMs: 300 })
    await accept('1', 'nap')
    await accept('2', 'echo next')
    await expect.poll(() => naps.begun).toBe(1)
    naps.kept = 0
    await expect.poll(() => naps.kept, { interval: 10 }).toBeGreaterThan(30)
    expect(naps.begun).toBe(1)
    naps.awake.resolve()
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['well rested', 'next'])
    expect(naps.begun).toBe(1)
  })

  it('makes room for other errands a moment after it was stopped, if it is one', async () => {
    const queue = createPlainQueue()
    await begin({ hungAfterMs: 200, queue })
    await accept('1', 'stuck')
    await expect.poll(() => naps.begun).toBe(1)
    const [job] = await store().sql<{ id: string }>("select id from job where state = 'running'")
    const by = { name: 'Ann', account: 'console:ann' } as Caller
    expect(await cancelErrand(store(), paper.core.platforms, job?.id ?? '', by)).toBe(true)
    await expect.poll(() => queue.underWay()).toBe(0)
    naps.awake.resolve()
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual([expect.stringMatching(/On it/), 'Cancelled by Ann.'])
  })

  it('is set aside when it hangs, told so, not begun again, and its conversation goes on', async () => {
    await begin({ leaseMs: 300, hungAfterMs: 900 })
    await accept('1', 'nap')
    await accept('2', 'echo next')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual([expect.stringMatching(/took too long.*reference/), 'next'])
    expect(naps.begun).toBe(1)
    naps.awake.resolve()
    await paper.core.idle()
    expect(paper.shownIn(place)).toHaveLength(2)
  })
})
