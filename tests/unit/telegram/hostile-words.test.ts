// Whatever somebody calls themselves, their files or their figures: at Telegram it is shown as it is and links nowhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineChart } from '../../../src/domain/chart.ts'
import type { ReplyPart } from '../../../src/domain/reply.ts'
import type { Person } from '../../../src/simulator/telegram/people.ts'
import { openBot, to } from './open-bot.ts'

const hostile =
  '<b>bold</b> <a href="https://evil.example">page</a> [page](https://evil.example) *b* _i_ ||s|| `c` @everyone &lt; <tg-emoji emoji-id="1">x</tg-emoji>'
const brief = '<b>b</b> [page](https://evil.example) & *x*'
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

const parts: Record<string, [ReplyPart, string]> = {
  fields: [{ kind: 'fields', fields: [{ name: hostile, value: hostile }] }, hostile],
  table: [{ kind: 'table', columns: [hostile, 'b'], rows: [[hostile, 'x']], twin: hostile }, '<b>bold</b>'],
  chart: [
    {
      kind: 'chart',
      spec: defineChart({ kind: 'bar', title: brief, labels: ['a', brief], series: [{ name: brief, values: [1, 2] }] }),
    },
    brief,
  ],
  'picture of a chart': [
    {
      kind: 'chart',
      spec: defineChart({ kind: 'bar', title: brief, labels: ['a', brief], series: [{ name: brief, values: [1, 2] }] }),
      image: pixel,
    },
    brief,
  ],
  progress: [{ kind: 'progress', title: hostile, steps: [{ label: hostile, state: 'running' }] }, hostile],
  citations: [{ kind: 'citations', sources: [{ title: hostile, url: 'https://good.example' }] }, hostile],
  form: [
    {
      kind: 'form',
      id: 'f',
      title: hostile,
      submit: 'Send',
      twin: '',
      fields: [{ name: 'a', label: hostile, kind: 'text' }],
    },
    hostile,
  ],
}

describe('hostile words', () => {
  let world: Awaited<ReturnType<typeof openBot>>
  let alice: Person
  beforeAll(async () => {
    world = await openBot()
    await world.platform.start()
    alice = world.telegram.person('Alice')
    await alice.says('/start')
  })
  afterAll(() => world.close())

  it.each(Object.entries(parts))('in %s are shown as they are and link nowhere', async (_, [part, words]) => {
    const asked = await alice.says('show me')
    const sent = await world.show(
      { parts: [part], audience: 'everyone' },
      to({ chat: alice.user.id, message: asked.id }),
    )
    expect(sent.map(({ outcome }) => outcome)).toEqual(sent.map(() => 'sent'))
    const shown = alice.sees().filter(({ id }) => id > asked.id)
    expect(shown.map(({ text }) => text).join()).toContain(words)
    const marks = shown.flatMap(({ entities }) => entities)
    // What Telegram makes of a bare address or name shows where it leads.
    const ours = ['bold', 'pre', 'text_link', 'url', 'mention']
    expect(marks.filter(({ type }) => !ours.includes(type))).toEqual([])
    expect(JSON.stringify(marks)).not.toContain('evil')
  })

  it('on a button are its label', async () => {
    const asked = await alice.says('show me')
    const buttons = [{ label: brief, action: 'run', value: brief }]
    await world.show({ parts: [{ kind: 'buttons', buttons }], audience: 'everyone' }, to({ chat: alice.user.id }))
    const [shown] = alice.sees().filter(({ id }) => id > asked.id)
    expect(shown?.buttons.flat().map(({ text }) => text)).toEqual([brief])
  })
})
