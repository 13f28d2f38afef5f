// Whatever somebody calls themselves, their files or their figures: in Slack it calls nobody, links nowhere and hides nothing.
import { afterEach, describe, expect, it } from 'vitest'
import { plan } from '../../../bots/slack/render.ts'
import { defineChart } from '../../../src/domain/chart.ts'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import type { ReplyPart } from '../../../src/domain/reply.ts'
import { openSlack, type Slack } from './open-slack.ts'

const calls = '<!channel> <!here|here> <@U1> <#C1> <!subteam^S1> @channel @here @everyone \\<!channel>'
const links = '[a page](https://evil.example) <https://evil.example|good.example> ![a](https://evil.example)'
const hostile = `${calls} ${links} *bold* \`\`\` \``

const brief = '<!channel> <@U1> [a page](https://evil.example)'

const to = {
  platform: 'slack',
  workspace: 'slack:T1',
  conversation: 'slack:T1:C1:1',
  address: { channel: 'C1', user: 'U1', at: 0, isDirect: false },
} as ReplyTo
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const rows = [[hostile, 'x']]
const asTwin = (all: string[][]) => all.map((row) => row.join(' · ')).join('\n')

const parts: Record<string, ReplyPart> = {
  fields: { kind: 'fields', fields: [{ name: hostile, value: hostile }] },
  table: { kind: 'table', columns: [hostile, 'b'], rows, twin: asTwin(rows) },
  'table that does not fit': {
    ...{ kind: 'table', columns: [hostile, 'b'] },
    rows: Array.from({ length: 120 }, () => [hostile, 'x']),
    twin: asTwin(Array.from({ length: 120 }, () => [hostile, 'x'])),
  },
  'table of a run': {
    ...{ kind: 'table', columns: [hostile, 'b'] },
    rows: Array.from({ length: 120 }, () => [hostile, 'x']),
    twin: asTwin([[hostile, 'b'], ...Array.from({ length: 120 }, () => [hostile, 'x'])]),
  },
  chart: {
    kind: 'chart',
    spec: defineChart({
      kind: 'bar',
      title: brief,
      labels: ['a', brief],
      series: [{ name: brief, values: [1, 2] }],
    }),
  },
  'picture of a chart': {
    kind: 'chart',
    spec: defineChart({
      kind: 'radar',
      title: brief,
      labels: ['a', brief, 'c'],
      series: [{ name: brief, values: [1, 2, 3] }],
    }),
    image: pixel,
  },
  buttons: { kind: 'buttons', buttons: [{ label: hostile, action: 'run', value: hostile }] },
  form: {
    ...{ kind: 'form', id: 'f', title: hostile, submit: hostile, twin: 'A form' },
    fields: [{ name: 'a', label: hostile, kind: 'choice', choices: [{ label: hostile, value: 'v' }] }],
  },
  progress: { kind: 'progress', title: hostile, steps: [{ label: hostile, state: 'running' }] },
  citations: { kind: 'citations', sources: [{ title: hostile, url: 'https://good.example' }] },
}

const called = /<[!@#]|(?<![\w.])@(?:here|channel|everyone)\b/

describe('hostile words', () => {
  it.each(Object.entries(parts))('in %s call nobody and link nowhere', (_, part) => {
    const read = interpreted(plan({ audience: 'everyone', parts: [part] }, to))
    expect(read.length).toBeGreaterThan(0)
    for (const { text, isMarkdown } of read) {
      expect(text).not.toMatch(called)
      expect(text).not.toContain('<https://evil')
      if (isMarkdown) expect(text).not.toMatch(/(?<!\\)\[a page(?<!\\)\]\(/)
    }
  })

  it.each(['text', 'image', 'files'] as const)('in %s, where links are meant, call nobody', (kind) => {
    const file = { name: `${calls}.txt`, mediaType: 'text/plain', base64: 'YQ==' }
    const part: ReplyPart =
      kind === 'text'
        ? { kind, text: calls }
        : kind === 'image'
          ? { kind, ...file, twin: calls }
          : { kind, files: [file], twin: calls }
    for (const { text } of interpreted(plan({ audience: 'everyone', parts: [part] }, to)))
      expect(text).not.toMatch(called)
  })
})

describe('a picture that Slack does not take', () => {
  let slack: Slack
  afterEach(() => slack.stop())

  it('is said in its words, which call nobody', async () => {
    slack = await openSlack()
    slack.workspace.channel('ops')
    slack.workspace.faults.add('files.getUploadURLExternal', { kind: 'error', error: 'file_uploads_disabled' }, 9)
    const image: ReplyPart = {
      kind: 'image',
      name: 'a.png',
      mediaType: 'image/png',
      base64: pixel,
      twin: `**Look**: ${calls}`,
    }
    await slack.workspace.person('alice').says('@Bellhop a picture', { in: '#ops' })
    await slack.workspace.idle()
    await slack.sends({ audience: 'everyone', parts: [image] }, (await slack.lastRead('text')).replyTo)
    const said = slack.workspace.journal.requests('chat.postMessage').at(-1)?.args
    expect(said?.text).toContain('*Look*')
    expect(said?.text).not.toMatch(called)
  })
})

type Read = { text: string; isMarkdown: boolean }

/** Every text of it that Slack reads for marks: what stands in plain text is shown as it is. */
function interpreted(value: unknown, key = '', isMarkdown = false): Read[] {
  if (Array.isArray(value)) return value.flatMap((inner) => interpreted(inner, key, isMarkdown))
  if (typeof value === 'string') return key === 'text' || key === 'twin' ? [{ text: value, isMarkdown }] : []
  if (typeof value !== 'object' || value === null) return []
  const { type } = value as { type?: unknown }
  if (type === 'plain_text' || type === 'raw_text' || type === 'raw_number') return []
  return Object.entries(value).flatMap(([name, inner]) => interpreted(inner, name, type === 'markdown'))
}
