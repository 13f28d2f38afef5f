// From the door to the reply, whatever happens in between: stored once, handled in order, answered once.
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { say } from '../../src/domain/reply.ts'
import { asOrgTransaction } from '../../src/store/in-org.ts'
import { createDirectQueue } from '../support/direct-queue.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperEvent } from '../support/paper-platform.ts'

describeOnEveryStore('the journey of a message', ({ store }) => {
  let paper: PaperCore
  let place = ''
  let count = 0
  afterEach(() => paper.stop())

  async function begin(options: Parameters<typeof openPaperCore>[1] = {}): Promise<void> {
    paper = await openPaperCore(store(), options)
    place = `room${++count}`
  }
  const accept = (key: string, text: string, conversation = place) =>
    paper.core.intake.accept(paperEvent(`${conversation} ${key}`, conversation, text))

  it('answers what it accepted', async () => {
    await begin()
    expect(await accept('1', 'echo hello')).toBe('stored')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['hello'])
  })

  it('takes 50 deliveries of one event for one event', async () => {
    await begin()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => accept('same', 'echo once')))
    expect(outcomes.filter((one) => one === 'stored')).toHaveLength(1)
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['once'])
    expect(await accept('same', 'echo once')).toBe('duplicate')
  })

  it('answers each conversation in the order it was acknowledged', async () => {
    await begin()
    const rooms = Array.from({ length: 20 }, (_, i) => `${place}-${i}`)
    for (let n = 0; n < 10; n++) await Promise.all(rooms.map((room) => accept(`${n}`, `echo ${n}`, room)))
    await paper.core.idle()
    for (const room of rooms) expect(paper.shownIn(room)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('answers a backlog of a conversation in order', async () => {
    const held = Promise.withResolvers<void>()
    const hold = defineCommand({
      name: 'hold',
      summary: 'Hold',
      permission: 'stranger',
      run: async () => {
        await held.promise
        return say('held')
      },
    })
    await begin({ commands: [hold] })
    await accept('first', 'hold')
    for (let n = 0; n < 120; n++) await accept(`${n}`, `echo ${n}`)
    held.resolve()
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['held', ...Array.from({ length: 120 }, (_, n) => `${n}`)])
  })

  it('says that it took too long where its time ran out, instead of that something went wrong', async () => {
    const wait = defineCommand({
      name: 'wait',
      summary: 'Wait',
      permission: 'stranger',
      run: async ({ signal }) => {
        const { promise, reject } = Promise.withResolvers<never>()
        const late = AbortSignal.any([signal, AbortSignal.timeout(1)])
        late.addEventListener('abort', () => reject(late.reason))
        return promise
      },
    })
    await begin({ commands: [wait] })
    await accept('1', 'wait')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual([expect.stringMatching(/^That took too long and was stopped/)])
  })

  it('tries a long errand again whose time ran out somewhere else', async () => {
    const slow = defineCommand({
      name: 'slowly',
      summary: 'Wait',
      permission: 'stranger',
      long: true,
      run: async () => {
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      },
    })
    await begin({ commands: [slow], queue: createDirectQueue() })
    await accept('1', 'slowly')
    const jobs = () => store().sql('select state, reason from job where conversation = $1', [place])
    await expect.poll(jobs).toEqual([{ state: 'waiting', reason: 'timeout' }])
    expect(paper.shownIn(place).join()).not.toMatch(/took too long/)
    await store().sql("update job set state = 'failed', settled_at = now() where conversation = $1", [place])
  })

  it('stores 100 good events whatever stands beside them', async () => {
    await begin()
    const odd = [
      '',
      '\u{1F600}',
      `echo ${'x'.repeat(100_000)}`,
      'echo a\0b',
      'echo \u202Eabc\u200B',
      'nosuch command',
      'echo',
      'echo \ud800',
    ]
    const good = Array.from({ length: 100 }, (_, i) => accept(`good${i}`, `echo ${i}`, `${place}-good${i}`))
    const bad = odd.map((text, i) => accept(`odd${i}`, text, `${place}-odd${i}`))
    const broken = paper.core.intake.accept({
      ...paperEvent(`${place} broken`, `${place}-broken`, ''),
      body: Buffer.from('{"a":'),
    })
    const strangeKey = accept('key\0with a NUL \ud800', 'echo fine', `${place}-key`)
    expect(new Set(await Promise.all([...good, ...bad, broken, strangeKey]))).toEqual(new Set(['stored']))
    await paper.core.idle()
    for (let i = 0; i < 100; i++) expect(paper.shownIn(`${place}-good${i}`)).toEqual([`${i}`])
    for (const [i] of odd.entries()) expect(paper.shownIn(`${place}-odd${i}`)).toHaveLength(1)
    expect(paper.shownIn(`${place}-odd5`)[0]).toMatch(/no command|did not understand/)
  })

  it('asks again before it repeats a send whose answer was lost', async () => {
    await begin()
    let sends = 0
    paper.platform.onSend = (_sending, show) => {
      sends++
      show()
      return sends === 1 ? { outcome: 'unknown', reason: 'the line broke' } : { outcome: 'sent', id: null }
    }
    await accept('1', 'echo lost answer')
    await accept('2', 'echo next')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['lost answer', 'next'])
  })

  it('does not take a call that hangs for one that never came', async () => {
    await begin({ leaseMs: 1_600 })
    let sends = 0
    paper.platform.onSend = (_sending, show) => {
      if (++sends > 1) return { outcome: 'sent', id: show() }
      setTimeout(show, 1_450)
      return new Promise(() => undefined)
    }
    await accept('1', 'echo slow but sure')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['slow but sure'])
  })

  it('sends again what certainly did not arrive, before what comes after it', async () => {
    await begin()
    let sends = 0
    paper.platform.onSend = (_sending, show) =>
      ++sends === 1 ? { outcome: 'unknown', reason: 'the line broke' } : { outcome: 'sent', id: show() }
    await accept('1', 'echo first')
    await accept('2', 'echo second')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['first', 'second'])
  })

  it('waits as long as the platform says, and lets other conversations pass', async () => {
    await begin()
    let isFirst = true
    paper.platform.onSend = (sending, show) => {
      if (sending.to.conversation === place && isFirst) {
        isFirst = false
        return { outcome: 'later', afterMs: 300, scope: 'conversation' }
      }
      return { outcome: 'sent', id: show() }
    }
    await accept('1', 'echo limited')
    await accept('2', 'echo behind it')
    await accept('1', 'echo free', `${place}-other`)
    await paper.core.idle()
    expect(paper.platform.shown.map((one) => one.text)).toEqual(['free', 'limited', 'behind it'])
  })

  it('goes on after a reply that can never be shown', async () => {
    await begin()
    paper.platform.onSend = (sending, show) => {
      const { text } = sending.step.payload as { text: string }
      return text === 'impossible'
        ? { outcome: 'refused', reason: 'channel_not_found' }
        : { outcome: 'sent', id: show() }
    }
    await accept('1', 'echo impossible')
    await accept('2', 'echo possible')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual(['possible'])
  })

  it('commits a change with its reply, and says why when the change is refused', async () => {
    const rename = defineCommand({
      name: 'rename',
      summary: 'Rename',
      permission: 'member',
      args: { rest: 'name', schema: z.object({ name: z.string() }) },
      run: async (call) => {
        call.change(async (tx) => {
          const org = call.caller.org ?? ''
          await asOrgTransaction(tx).setting.create({
            data: { orgId: org, name: place, value: String(call.input.name) },
          })
          if (call.input.name === 'taken') throw new BellhopError('conflict', 'That name is taken.')
        })
        return say('Renamed.')
      },
    })
    await begin({ commands: [rename] })
    await accept('1', 'rename taken')
    await accept('2', 'rename free')
    await paper.core.idle()
    expect(paper.shownIn(place)).toEqual([expect.stringContaining('That name is taken.'), 'Renamed.'])
  })

  it('tries a failing event again, then sets it aside, says so, and goes on with its conversation', async () => {
    let tries = 0
    const breaks = defineCommand({
      name: 'breaks',
      summary: 'Break',
      permission: 'stranger',
      run: async () => {
        tries++
        throw new Error('boom')
      },
    })
    await begin({ commands: [breaks] })
    await accept('1', 'breaks')
    await accept('2', 'echo still here')
    await paper.core.idle()
    expect(tries).toBe(4)
    const [first, ...rest] = paper.shownIn(place)
    expect(first).toMatch(/went wrong on our side.*reference [0-9A-Z]{5}-[0-9A-Z]{5}/)
    expect(rest).toEqual(['still here'])
    expect(JSON.stringify(paper.platform.shown)).not.toContain('boom')
  })
})
