// What Slack would say to blocks and views that break its rules.
import { describe, expect, it } from 'vitest'
import { validateBlocks } from '../../../src/simulator/slack/blocks/validate-blocks.ts'
import { validateView } from '../../../src/simulator/slack/blocks/validate-view.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more })
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const long = (length: number) => 'x'.repeat(length)

function messagesFor(...blocks: unknown[]): string[] {
  const verdict = validateBlocks(blocks)
  return verdict.ok ? [] : verdict.messages
}

function errorFor(blocks: unknown): string {
  const verdict = validateBlocks(blocks)
  return verdict.ok ? 'ok' : verdict.error
}

describe('blocks that Slack takes', () => {
  it.each([
    ['text at the limit', section(long(3000))],
    ['ten fields', { type: 'section', fields: Array(10).fill(plain(long(1000))) }],
    ['a header', { type: 'header', text: plain(long(150)) }],
    ['25 buttons', actions(...Array.from({ length: 25 }, (_, i) => button({ action_id: `a${i}` })))],
    ['a menu', actions({ type: 'static_select', options: [{ text: plain('One'), value: '1' }] })],
    ['markdown', { type: 'markdown', text: '**bold**' }],
    ['a task', { type: 'task_card', task_id: '1', title: 'Look', status: 'complete' }],
    ['rich text', { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] }],
  ])('%s', (_, block) => {
    expect(messagesFor(block)).toEqual([])
  })
})

describe('blocks that Slack refuses', () => {
  const is = (at: string, message: string) => [`${message} [json-pointer:/blocks/0${at}]`]

  it.each([
    ['an unknown type', { type: 'fancy' }, is('/type', 'unsupported type: fancy')],
    ['no type', { text: plain('x') }, is('', 'missing required field: type')],
    ['an unknown field', { ...section('x'), colour: 'red' }, is('', 'invalid additional property: colour')],
    ['empty text', section(''), is('/text/text', 'must be more than 0 characters')],
    ['text too long', section(long(3001)), is('/text/text', 'must be less than 3001 characters')],
    ['a section of nothing', { type: 'section' }, is('', 'must define either `text` or `fields`')],
    ['a header of markup', { type: 'header', text: section('x').text }, is('/text/type', 'invalid value')],
    [
      'a header too long',
      { type: 'header', text: plain(long(151)) },
      is('/text/text', 'must be less than 151 characters'),
    ],
    [
      'a field too long',
      { type: 'section', fields: [plain(long(2001))] },
      is('/fields/0/text', 'must be less than 2001 characters'),
    ],
    [
      'eleven fields',
      { type: 'section', fields: Array(11).fill(plain('x')) },
      is('/fields', 'no more than 10 items allowed'),
    ],
    [
      '26 buttons',
      actions(...Array.from({ length: 26 }, () => button())),
      is('/elements', 'no more than 25 items allowed'),
    ],
    [
      'a label too long',
      actions(button({ text: plain(long(76)) })),
      is('/elements/0/text/text', 'must be less than 76 characters'),
    ],
    [
      'a value too long',
      actions(button({ value: long(2001) })),
      is('/elements/0/value', 'must be less than 2001 characters'),
    ],
    [
      'an action id too long',
      actions(button({ action_id: long(256) })),
      is('/elements/0/action_id', 'must be less than 256 characters'),
    ],
    [
      'twin action ids',
      actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
      is('', 'action_id "a" already exists for another action'),
    ],
    ['a button without text', actions({ type: 'button' }), is('/elements/0', 'missing required field: text')],
    [
      '101 options',
      actions({ type: 'static_select', options: Array(101).fill({ text: plain('x'), value: 'x' }) }),
      is('/elements/0/options', 'no more than 100 items allowed'),
    ],
    [
      'a picture without words',
      { type: 'image', image_url: 'https://example.com/a.png' },
      is('', 'missing required field: alt_text'),
    ],
  ])('%s', (_, block, expected) => {
    const [message = ''] = messagesFor(block)
    expect(message).toContain(expected[0]?.split(' [')[0])
    expect(message).toContain(expected[0]?.split(' [')[1])
  })

  it('51 blocks, twin block ids, and what is no list of objects', () => {
    expect(messagesFor(...Array(51).fill({ type: 'divider' }))).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ])
    const twins = [1, 2].map(() => ({ type: 'divider', block_id: 'same' }))
    expect(messagesFor(...twins)).toEqual(['block_id "same" already exists [json-pointer:/blocks/1/block_id]'])
    expect(errorFor('[{"type":')).toBe('invalid_blocks_format')
    expect(errorFor(['text'])).toBe('invalid_blocks_format')
  })

  it('more text in all than a message carries', () => {
    const markdown = (length: number) => ({ type: 'markdown', text: long(length) })
    expect(errorFor([markdown(6_000), markdown(6_000)])).toBe('ok')
    expect(errorFor([markdown(6_000), markdown(6_001)])).toBe('msg_blocks_too_long')
    expect(errorFor(Array(5).fill(section(long(3000))))).toBe('msg_blocks_too_long')
  })
})

describe('charts and tables', () => {
  const categories = Array.from({ length: 20 }, (_, i) => `day ${i}`)
  const series = (name: string, labels = categories) => ({ name, data: labels.map((label) => ({ label, value: 1 })) })
  const line = (all: object[], axis: object = { categories }) => ({
    type: 'data_visualization',
    title: 'Orders',
    chart: { type: 'line', series: all, axis_config: axis },
  })
  const pie = (count: number) => ({
    type: 'data_visualization',
    title: 'Share',
    chart: { type: 'pie', segments: Array.from({ length: count }, (_, i) => ({ label: `s${i}`, value: 1 })) },
  })
  const twelve = Array.from({ length: 12 }, (_, i) => series(`s${i}`))
  const table = (rows: number, columns: number, text = 'x') => ({
    type: 'data_table',
    caption: 'Orders',
    rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => ({ type: 'raw_text', text }))),
  })

  it('pass at their limits', () => {
    expect(messagesFor(line(twelve), pie(12))).toEqual([])
    expect(messagesFor(table(100, 20))).toEqual([])
  })

  it.each([
    ['13 series', line([...twelve, series('more')])],
    ['21 categories', line([series('a', [...categories, 'x'])], { categories: [...categories, 'x'] })],
    ['twin series', line([series('a'), series('a')])],
    ['a series that misses a category', line([series('a', categories.slice(1))])],
    ['a label of 21 characters', line([series(long(21))])],
    ['13 segments', pie(13)],
    ['a title of 51 characters', { ...pie(2), title: long(51) }],
    ['102 rows', table(102, 2)],
    ['21 columns', table(2, 21)],
    ['10,001 characters', table(100, 20, long(6))],
  ])('are refused with %s', (_, block) => {
    expect(errorFor([block])).toBe('invalid_blocks')
  })

  it('come in twos at most, and plain tables alone', () => {
    expect(errorFor([pie(2), pie(2), pie(2)])).toBe('invalid_blocks')
    const plainTable = { type: 'table', rows: table(2, 2).rows }
    expect(errorFor([plainTable, plainTable])).toBe('only_one_table_allowed')
  })
})

describe('views', () => {
  const input = { type: 'input', label: plain('Name'), element: { type: 'plain_text_input' } }
  const modal = { type: 'modal', title: plain('Ticket'), submit: plain('File'), blocks: [input] }
  const refusal = (view: unknown, kind: 'modal' | 'home' = 'modal') => {
    const verdict = validateView(view, kind)
    return verdict.ok ? 'ok' : (verdict.messages[0] ?? verdict.error)
  }

  it('pass when they are whole', () => {
    expect(refusal({ ...modal, private_metadata: long(3000) })).toBe('ok')
    expect(refusal({ type: 'home', blocks: Array(100).fill({ type: 'divider' }) }, 'home')).toBe('ok')
  })

  it.each([
    ['a title too long', { title: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/title/text]'],
    [
      'metadata too long',
      { private_metadata: long(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      '101 blocks',
      { blocks: Array(101).fill({ type: 'divider' }) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['inputs and no way to send them', { submit: undefined }, 'missing required field: submit [json-pointer:/view]'],
    [
      'blocks that only messages carry',
      { blocks: [{ type: 'markdown', text: 'x' }] },
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    ['an unknown field', { size: 'large' }, 'invalid additional property: size [json-pointer:/view]'],
  ])('are refused with %s', (_, change, expected) => {
    expect(refusal({ ...modal, ...change })).toBe(expected)
  })

  it('are refused above 250 kB', () => {
    const texts = Array.from({ length: 90 }, () => section(long(3000)))
    expect(refusal({ ...modal, blocks: texts })).toBe('view_too_large')
  })
})
