// Somebody whose name is a trap: whatever Bellhop says to or of them, on either platform, calls nobody and links nowhere.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person as SlackPerson } from '../../src/simulator/slack/people/person.ts'
import type { Person as TelegramPerson } from '../../src/simulator/telegram/people.ts'
import { type Product, startProduct } from '../support/on-every-platform.ts'

const trap = '<!channel> [free](https://evil.example) *x* <b>y</b>'

let product: Product
let mallory: SlackPerson
let olivia: SlackPerson
let telegram: { mallory: TelegramPerson; olivia: TelegramPerson }
beforeAll(async () => {
  product = await startProduct()
  mallory = product.slack.person(trap)
  olivia = product.slack.person('olivia')
  product.slack.channel('traps', { members: ['Bellhop', trap, 'olivia'] })
  telegram = { mallory: product.telegram.person(trap), olivia: product.telegram.person('Olivia') }
})
afterAll(() => product.stop())

/** What they ask for, and what others ask who read of them. */
const asked = [
  ...['help', 'start', 'ping', 'whoami', 'home', 'status', 'schedules', 'artifacts', trap, `feedback ${trap} and more`],
  ...[
    'help',
    'status',
    'cancel',
    'approve',
    'artifacts',
    'kpi',
    'query',
    'dashboard',
    'link',
    'unlink',
    'schedules',
  ].map((command) => `${command} ${trap}`),
  ...[`chart bar ${trap}=1`, `chart bar Jan=1 --title "${trap}"`, `schedule every Monday 9:00: ping ${trap}`],
]
const askedOfAll = [
  ...['admin users', 'admin feedback', 'admin audit', 'status', 'schedules', 'kpi sample', 'kpi', 'admin stats'],
  ...[
    'admin users role',
    'admin users suspend',
    'admin roles give',
    'admin rules add deny',
    'admin limits',
    'admin bots allow',
  ].map((command) => `${command} ${trap}`),
]

it('in Slack', async () => {
  for (const line of asked) await mallory.types(`/bellhop ${line}`, { in: '#traps' })
  for (const line of askedOfAll) await olivia.types(`/bellhop ${line}`, { in: '#traps' })
  await mallory.opens('home')
  for (const person of [mallory, olivia]) {
    await person.types('/bellhop ping the end', { in: '#traps' })
    await person.waitsFor(/pong the end/, { in: '#traps' })
  }
  const said = product.slack.journal
    .requests()
    .filter(({ method }) => /postMessage|postEphemeral|response_url|publish|update/.test(method))
  expect(said.length).toBeGreaterThan(asked.length)
  expect(JSON.stringify(said)).toContain('evil.example')
  for (const { args } of said)
    for (const { text, isMarkdown } of interpreted(args)) {
      expect(text).not.toMatch(/<!channel|<https:\/\/evil/)
      if (isMarkdown) expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)\[free(?<!\\)\]\(/)
    }
})

it('at Telegram', async () => {
  await telegram.mallory.says('/start')
  for (const line of asked) await telegram.mallory.says(`/${line}`)
  for (const line of askedOfAll) await telegram.olivia.says(`/${line}`)
  for (const person of Object.values(telegram)) {
    await person.says('/ping the end')
    await person.waitsFor(/pong the end/)
  }
  const shown = [telegram.mallory, telegram.olivia].flatMap((person) => person.sees().filter(({ from }) => from.isBot))
  expect(shown.length).toBeGreaterThan(asked.length)
  expect(shown.map(({ text }) => text).join()).toContain('evil.example')
  const marks = shown.flatMap(({ entities }) => entities)
  expect(marks.filter((mark) => mark.type === 'text_link' && JSON.stringify(mark).includes('evil'))).toEqual([])
})

type Read = { text: string; isMarkdown: boolean }

function interpreted(value: unknown, key = '', isMarkdown = false): Read[] {
  if (Array.isArray(value)) return value.flatMap((inner) => interpreted(inner, key, isMarkdown))
  if (typeof value === 'string') return key === 'text' ? [{ text: value, isMarkdown }] : []
  if (typeof value !== 'object' || value === null) return []
  const { type } = value as { type?: unknown }
  if (type === 'plain_text' || type === 'raw_text' || type === 'raw_number') return []
  return Object.entries(value).flatMap(([name, inner]) => interpreted(inner, name, type === 'markdown'))
}
