// How each part of a reply looks at Telegram, shown there by the simulator.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineChart } from '../../../src/domain/chart.ts'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import type { Button, Reply, ReplyPart } from '../../../src/domain/reply.ts'
import { say } from '../../../src/domain/reply.ts'
import type { Person } from '../../../src/simulator/telegram/people.ts'
import type { SeenMessage } from '../../../src/simulator/telegram/see.ts'
import { markdownish } from './markdownish.ts'
import { openBot, to } from './open-bot.ts'

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

let world: Awaited<ReturnType<typeof openBot>>
let alice: Person
let home: ReplyTo

beforeAll(async () => {
  world = await openBot()
  await world.platform.start()
  alice = world.telegram.person('Alice')
  await alice.says('/start')
})
afterAll(() => world.close())

/** What Alice sees of it. */
async function shown(...parts: ReplyPart[]): Promise<SeenMessage[]> {
  const asked = await alice.says('show me')
  home = to({ chat: alice.user.id, message: asked.id })
  const sent = await world.show({ parts, audience: 'everyone' }, home)
  expect(sent.map(({ outcome }) => outcome)).toEqual(sent.map(() => 'sent'))
  return alice.sees().filter(({ id }) => id > asked.id)
}

const files = (...names: string[]) => names.map((name) => ({ name, mediaType: 'text/plain', base64: 'aGVsbG8=' }))
const image = (twin: string): ReplyPart => ({
  kind: 'image',
  name: 'i.png',
  mediaType: 'image/png',
  base64: pixel,
  twin,
})

describe('a reply', () => {
  it('quotes what it answers with its first message, without previews of links', async () => {
    const [first, second] = await shown({ kind: 'text', text: 'see https://a.example '.repeat(200) })
    expect(first?.replyTo).toBeLessThan(first?.id ?? 0)
    expect(second?.replyTo).toBeUndefined()
    expect(first?.message.link_preview_options).toEqual({ is_disabled: true })
  })

  it('is one message as far as it is text', async () => {
    const [only, ...more] = await shown(
      { kind: 'text', text: '**Hello**' },
      { kind: 'fields', fields: [{ name: 'a*', value: '<1>' }] },
      {
        kind: 'progress',
        title: 'Building',
        steps: [
          { label: 'plan', state: 'done' },
          { label: 'test', state: 'failed' },
        ],
      },
      {
        kind: 'citations',
        sources: [
          { title: 'The [page]', url: 'https://a.example' },
          { title: 'File', url: 'file:1' },
        ],
      },
    )
    expect(more).toEqual([])
    expect(only?.text).toBe('Hello\n\na*: <1>\n\nBuilding\n✓ plan\n✗ test\n\n[1] The [page]\n[2] File file:1')
    expect(only?.entities.map(({ type }) => type)).toEqual(['bold', 'bold', 'bold', 'text_link'])
  })

  it('shows a table in a fixed-width font, and its twin where it has no columns', async () => {
    const [table] = await shown({ kind: 'table', columns: ['x', 'y'], rows: [['<b>', '12']], twin: 'twin' })
    expect(table?.text).toBe('x     y\n───  ──\n<b>  12')
    expect(table?.entities).toEqual([{ type: 'pre', offset: 0, length: table?.text.length }])
    expect((await shown({ kind: 'table', columns: [], rows: [], twin: 'no rows' }))[0]?.text).toBe('no rows')
  })

  it('shows a chart as a picture where there is one, else its figures as text', async () => {
    const spec = defineChart({ kind: 'bar', title: 'Sales', labels: ['*Jan*', 'Feb'], series: [{ values: [1, 2] }] })
    const chart: ReplyPart = { kind: 'chart', spec }
    const [picture] = await shown({ ...chart, image: pixel })
    expect(picture?.files[0]?.kind).toBe('photo')
    expect(picture?.text).toBe('Sales\nBar chart. *Jan* 1, Feb 2')
    expect((await shown(chart))[0]?.text).toBe('Sales\nBar chart. *Jan* 1, Feb 2')
  })

  it('puts pictures together, and cuts a caption that is too long', async () => {
    const album = await shown(image('one'), image('two '.repeat(600)))
    expect(album).toHaveLength(2)
    expect(new Set(album.map((message) => message.album)).size).toBe(1)
    expect(album[1]?.text).toMatch(/two…$/)
    expect(album[1]?.text.length).toBeLessThanOrEqual(1024)
  })

  it('sends one file as a document, twelve in albums of at most ten', async () => {
    const [one] = await shown({ kind: 'files', files: files('a.txt'), twin: 'A file' })
    expect([one?.text, one?.files[0]?.name]).toEqual(['A file', 'a.txt'])
    const twelve = await shown({ kind: 'files', files: files(...'abcdefghijkl'), twin: 'Twelve' })
    const sizes = Object.values(Object.groupBy(twelve, ({ album = '' }) => album)).map((album) => album?.length)
    expect(sizes).toEqual([10, 2])
  })

  it('sends a picture that Telegram cannot read as a file', async () => {
    const [sent] = await shown({ kind: 'image', name: 'x.png', mediaType: 'image/png', base64: 'aGVsbG8=', twin: 'It' })
    expect(sent?.files[0]).toMatchObject({ kind: 'document', name: 'x.png' })
  })

  it('says in words what Telegram does not take at all', async () => {
    const [sent] = await shown({
      kind: 'files',
      files: [{ name: 'empty.txt', mediaType: 'text/plain', base64: '' }],
      twin: 'The log',
    })
    expect(sent?.text).toBe('The log\n\nTelegram does not take: empty.txt.')
  })

  it('shows nothing where there is nothing', async () => {
    expect(world.platform.plan(say(' \n\u200b'), home)).toEqual([])
  })
})

describe('buttons', () => {
  const labels = (message: SeenMessage | undefined) => message?.buttons.map((row) => row.map(({ text }) => text))
  const some = (...names: string[]): Button[] => names.map((label) => ({ label, action: 'run', value: 'help' }))

  it('stand below the last message of what comes before them', async () => {
    const [first, second] = await shown(
      { kind: 'text', text: 'Approve?' },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Yes', action: 'a', style: 'primary' },
          { label: 'No', action: 'b', style: 'danger' },
        ],
      },
      { kind: 'text', text: 'More' },
    )
    expect(labels(first)).toEqual([['Yes', 'No']])
    expect(first?.buttons[0]?.map(({ style }) => style)).toEqual(['primary', 'danger'])
    expect(labels(second)).toEqual([])
  })

  it('stand side by side as far as a phone is wide', async () => {
    const rows = async (...names: string[]) => labels((await shown({ kind: 'buttons', buttons: some(...names) }))[0])
    expect(await rows('1', '2', '3', '4', '5', '6')).toEqual([['1', '2', '3', '4', '5'], ['6']])
    expect(await rows('Replay 1', 'Drop 1', 'Replay 2', 'Drop 2')).toEqual([
      ['Replay 1', 'Drop 1'],
      ['Replay 2', 'Drop 2'],
    ])
    expect(await rows('A rather long label for a button', 'B')).toEqual([['A rather long label for a button'], ['B']])
    expect(await rows('Year', 'Dark', 'A rather long label for a button', 'Churn', 'Revenue')).toEqual([
      ['Year', 'Dark'],
      ['A rather long label for a button'],
      ['Churn', 'Revenue'],
    ])
  })

  it('have a message of their own below an album', async () => {
    const messages = await shown(image('one'), image('two'), { kind: 'buttons', buttons: some('Go') })
    expect(labels(messages.at(-1))).toEqual([['Go']])
  })

  it('open pages, or say the address where Telegram would refuse it', async () => {
    const [sent] = await shown(
      { kind: 'text', text: 'Here' },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Open', url: 'https://a.example/x' },
          { label: 'Local', url: 'http://localhost:3000/link' },
        ],
      },
    )
    expect(sent?.buttons).toEqual([[{ text: 'Open', action: 'link', url: 'https://a.example/x' }]])
    expect(sent?.text).toBe('Here\n\nLocal: http://localhost:3000/link')
  })
})

describe('whatever a reply says', () => {
  const part: fc.Arbitrary<ReplyPart> = fc.oneof(
    markdownish.map((text): ReplyPart => ({ kind: 'text', text })),
    fc
      .tuple(markdownish, markdownish)
      .map(([name, value]): ReplyPart => ({ kind: 'fields', fields: [{ name, value }] })),
    fc
      .tuple(fc.array(markdownish, { maxLength: 3 }), markdownish)
      .map(([columns, twin]): ReplyPart => ({ kind: 'table', columns, rows: [columns, []], twin })),
    markdownish.map((title): ReplyPart => ({ kind: 'progress', title, steps: [{ label: title, state: 'running' }] })),
    fc
      .tuple(markdownish, fc.webUrl())
      .map(([title, url]): ReplyPart => ({ kind: 'citations', sources: [{ title, url }] })),
    markdownish.map((twin) => image(twin)),
    fc.tuple(markdownish, fc.string({ unit: 'binary', maxLength: 80 }), fc.boolean()).map(
      ([label, value, isLink]): ReplyPart => ({
        kind: 'buttons',
        buttons: [isLink ? { label, url: value } : { label, action: 'run', value }],
      }),
    ),
  )

  it('Telegram takes it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        world.telegram.journal.clear()
        const reply: Reply = { parts, audience: 'everyone' }
        const sent = await world.show(reply, to({ chat: alice.user.id }))
        expect(sent.filter(({ outcome }) => outcome !== 'sent')).toEqual([])
        // Not by way of a repair: what was planned is what was taken.
        expect(world.telegram.journal.requests().filter(({ outcome }) => outcome !== 200)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
