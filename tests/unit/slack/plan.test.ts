import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../../bots/slack/blocks.ts'
import { readPacked } from '../../../bots/slack/form.ts'
import { textAt } from '../../../bots/slack/json.ts'
import { plan } from '../../../bots/slack/render.ts'
import type { Say } from '../../../bots/slack/steps.ts'
import { type ChartInput, defineChart } from '../../../src/domain/chart.ts'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import { type Reply, type ReplyPart, say, whisper } from '../../../src/domain/reply.ts'
import { validateBlocks } from '../../../src/simulator/slack/blocks/validate-blocks.ts'

describe('a reply in Slack', () => {
  it('shows text as markdown, with the same words for notifications', () => {
    const [said] = saidBy(say('**Done.** See [the log](https://log.example).'))
    expect(said?.blocks).toEqual([{ type: 'markdown', text: '**Done.** See [the log](https://log.example).' }])
    expect(said?.text).toBe('*Done.* See <https://log.example|the log>.')
  })

  it('splits an answer of 30,000 characters into posts that Slack takes, at paragraph borders', () => {
    const paragraphs = Array.from({ length: 100 }, (_, i) => `${i}: ${'x'.repeat(295)}`)
    const posts = saidBy(say(paragraphs.join('\n\n')))
    expect(posts.length).toBeGreaterThan(2)
    expect(posts.every(isTaken)).toBe(true)
    expect(
      posts
        .map((post) => post.blocks[0]?.text)
        .join('\n\n')
        .split('\n\n'),
    ).toEqual(paragraphs)
  })

  it('puts more than 50 blocks into several posts', () => {
    const fields = Array.from(
      { length: 70 },
      (_, i): ReplyPart => ({ kind: 'fields', fields: [{ name: `n${i}`, value: 'v' }] }),
    )
    const posts = saidBy({ parts: fields, audience: 'everyone' })
    expect(posts.map((post) => post.blocks.length)).toEqual([48, 22])
  })

  it('draws a table natively, with numbers as numbers', () => {
    const [said] = saidBy(
      of({
        kind: 'table',
        columns: ['Region', 'Sales'],
        rows: [
          ['North', '42'],
          ['', '1,5'],
        ],
        twin: 'Sales by region',
      }),
    )
    expect(said?.blocks[0]).toMatchObject({
      type: 'data_table',
      caption: 'Sales by region',
      rows: [
        [{ text: 'Region' }, { text: 'Sales' }],
        [{ text: 'North' }, { type: 'raw_number', value: 42, text: '42' }],
        [{ text: '–' }, { type: 'raw_text', text: '1,5' }],
      ],
    })
    expect(said && isTaken(said)).toBe(true)
  })

  it.each([
    ['too many rows', Array.from({ length: 101 }, () => ['a', 'b'])],
    ['too many characters', [['x'.repeat(10_000), 'b']]],
    ['rows of different lengths', [['a'], ['a', 'b']]],
    ['no rows', []],
  ])('shows the words of a table with %s', (_, rows) => {
    const [said] = saidBy(of({ kind: 'table', columns: ['A', 'B'], rows, twin: 'A and B in words' }))
    expect(said?.blocks).toEqual([{ type: 'markdown', text: 'A and B in words' }])
  })

  it.each(['line', 'bar', 'area', 'pie'] as const)('draws a %s chart natively', (kind) => {
    const spec = defineChart({
      kind,
      title: 'Sales',
      labels: ['Jan', 'Feb'],
      series: [{ values: [1, 2.5] }],
      unit: '€',
    })
    const [said] = saidBy(of({ kind: 'chart', spec }))
    expect(said?.blocks[0]).toMatchObject({ type: 'data_visualization', title: 'Sales', chart: { type: kind } })
    expect(said?.text).toContain('Jan €1, Feb €2.5')
    expect(said && isTaken(said)).toBe(true)
  })

  it.each([
    ['a kind that Slack does not know', { kind: 'radar', labels: ['a', 'b', 'c'], series: [{ values: [1, 2, 3] }] }],
    ['gaps', { kind: 'line', labels: ['a', 'b'], series: [{ values: [1, null] }] }],
    ['a target', { kind: 'bar', labels: ['a'], series: [{ values: [1] }], target: { value: 2 } }],
    ['stacks', { kind: 'bar', labels: ['a'], series: [{ values: [1] }], stacked: true }],
    ['a dark look', { kind: 'bar', labels: ['a'], series: [{ values: [1] }], theme: 'dark' }],
    ['a gauge', { kind: 'gauge', value: 3 }],
  ] as const)('uploads the picture of a chart with %s', (_, input) => {
    const spec = defineChart(structuredClone(input) as ChartInput)
    expect(calls(of({ kind: 'chart', spec, image: 'aGk=' }))).toEqual(['ticket', 'bytes', 'share'])
  })

  it('uploads the picture of a chart that does not fit, and says its words when there is none', () => {
    const values = Array.from({ length: 21 }, (_, i) => i)
    const labels = values.map((i) => `d*${i}*`)
    const chart: ReplyPart = {
      kind: 'chart',
      spec: defineChart({ kind: 'line', title: 'By day!', labels, series: [{ values }] }),
    }
    expect(calls(of({ ...chart, image: 'aGk=' }))).toEqual(['ticket', 'bytes', 'share'])
    expect(plan(of({ ...chart, image: 'aGk=' }), inChannel)[0]?.payload).toMatchObject({ name: 'By-day.png', bytes: 2 })
    expect(saidBy(of(chart))[0]?.blocks).toMatchObject([
      { type: 'markdown', text: expect.stringContaining('highest d\\*20\\* 20') },
    ])
  })

  it('puts at most two charts into one message', () => {
    const spec = defineChart({ kind: 'bar', labels: ['a'], series: [{ values: [1] }] })
    const chart: ReplyPart = { kind: 'chart', spec }
    expect(saidBy({ parts: [chart, chart, chart], audience: 'everyone' }).map((post) => post.blocks.length)).toEqual([
      2, 1,
    ])
  })

  it('carries a button’s action and value, told apart by number', () => {
    const buttons = [
      { label: 'Yes', action: 'run', value: 'approve 1', style: 'primary' as const },
      { label: 'No', action: 'run', value: 'deny 1', style: 'danger' as const },
      { label: 'Docs', url: 'https://docs.example' },
    ]
    const [said] = saidBy(of({ kind: 'buttons', buttons }))
    expect(said?.blocks[0]?.elements).toMatchObject([
      { action_id: 'run#0', value: 'approve 1', style: 'primary' },
      { action_id: 'run#1', value: 'deny 1', style: 'danger' },
      { action_id: 'link#2', url: 'https://docs.example' },
    ])
    expect(said && isTaken(said)).toBe(true)
  })

  it('refuses a button that carries more than 2,000 characters', () => {
    const buttons = [{ label: 'Go', action: 'run', value: 'x'.repeat(2_001) }]
    expect(() => plan(of({ kind: 'buttons', buttons }), inChannel)).toThrow('2000 characters')
  })

  it('carries a form in its button', () => {
    const form = formOf(3)
    const [said] = saidBy(of({ kind: 'form', twin: 'Please fill in', ...form }))
    expect(readPacked(firstValue(said))).toEqual(form)
    expect(said && isTaken(said)).toBe(true)
  })

  it('packs a long form, and spreads one that is too long even so over the message', () => {
    const packed = formOf(30)
    const [said] = saidBy(of({ kind: 'form', twin: 'Please fill in', ...packed }))
    expect(readPacked(firstValue(said))).toEqual(packed)
    const noise = (n: number) => createHash('sha512').update(String(n)).digest('base64')
    const fields = Array.from({ length: 40 }, (_, i) => ({ name: `f${i}`, label: noise(i), kind: 'text' as const }))
    const long = { ...formOf(0), fields }
    const [spread] = saidBy(of({ kind: 'form', twin: 'Please fill in', ...long }))
    expect(spread?.blocks.map((block) => block.type)).toEqual([...long.fields.map(() => 'input'), 'actions'])
    expect(spread && isTaken(spread)).toBe(true)
  })

  it('shows progress as a plan and sources as links', () => {
    const progress: ReplyPart = {
      kind: 'progress',
      title: 'Building',
      steps: [
        { label: 'Analyze', state: 'done' },
        { label: 'Test', state: 'running' },
      ],
    }
    const citations: ReplyPart = {
      kind: 'citations',
      sources: [
        { title: 'The <plan>', url: 'https://a.b' },
        { title: 'Old', url: 'file:///etc' },
      ],
    }
    const [said] = saidBy({ parts: [progress, citations], audience: 'everyone' })
    expect(said?.blocks[0]).toMatchObject({ type: 'plan', tasks: [{ status: 'complete' }, { status: 'in_progress' }] })
    expect(said?.blocks[1]).toMatchObject({
      type: 'context',
      elements: [{ text: '<https://a.b|[1] The &lt;plan&gt;>\n[2] Old' }],
    })
    expect(said && isTaken(said)).toBe(true)
  })

  it('uploads files between what is said before and after them', () => {
    const file = { name: 'a.txt', mediaType: 'text/plain', base64: 'aGk=' }
    const reply: Reply = {
      parts: [
        { kind: 'text', text: 'Before' },
        { kind: 'files', files: [file, { ...file, name: 'b.txt' }], twin: 'two files' },
        { kind: 'text', text: 'After' },
      ],
      audience: 'everyone',
    }
    expect(calls(reply)).toEqual(['say', 'ticket', 'bytes', 'ticket', 'bytes', 'share', 'say'])
    expect(plan(reply, inChannel)[5]?.payload).toMatchObject({ uploads: [{ step: 2 }, { step: 4 }] })
  })

  it('sends files that only the asker may see by direct message', () => {
    const image: ReplyPart = { kind: 'image', name: 'a.png', mediaType: 'image/png', base64: 'aGk=', twin: 'a' }
    expect(calls({ parts: [image], audience: 'asker' })).toEqual(['say', 'open direct', 'ticket', 'bytes', 'share'])
    expect(calls({ parts: [image], audience: 'asker' }, inDirect)).toEqual(['ticket', 'bytes', 'share'])
  })

  it('is never silent', () => {
    expect(saidBy(say('  '))[0]?.text).toBe('There is nothing to show.')
    expect(saidBy(whisper(''))[0]?.audience).toBe('asker')
  })
})

const address = { channel: 'C1', thread: '1.0', user: 'U1', isDirect: false, at: 0 }
const inChannel: ReplyTo = { platform: 'slack', workspace: 'slack:T1', conversation: 'slack:T1:C1:1.0', address }
const inDirect: ReplyTo = { ...inChannel, address: { ...address, channel: 'D1', isDirect: true } }

function of(part: ReplyPart): Reply {
  return { parts: [part], audience: 'everyone' }
}

function saidBy(reply: Reply): Say[] {
  return plan(reply, inChannel).flatMap((step) => (step.call === 'say' ? [step.payload as Say] : []))
}

function calls(reply: Reply, to = inChannel): string[] {
  return plan(reply, to).map((step) => step.call)
}

function isTaken({ blocks }: { blocks: Block[] }): boolean {
  return validateBlocks(blocks).ok
}

function formOf(fields: number) {
  const field = (i: number) => ({
    name: `field${i}`,
    label: `Field number ${i}`,
    kind: 'text' as const,
    optional: true,
  })
  return {
    id: 'ticket',
    title: 'New ticket',
    submit: 'File it',
    fields: Array.from({ length: fields }, (_, i) => field(i)),
  }
}

function firstValue(said: Say | undefined): string {
  return textAt(said?.blocks[0], 'elements', 0, 'value') ?? ''
}
