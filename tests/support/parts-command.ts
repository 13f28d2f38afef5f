// Commands for tests that answer with each of the nine parts a reply can have.
import { z } from 'zod'
import { defineChart } from '../../src/domain/chart.ts'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import { type Reply, type ReplyPart, say, whisper } from '../../src/domain/reply.ts'
import { type Colour, paintPng } from './paint-png.ts'

const lifts = [
  { label: 'Mon', value: 18 },
  { label: 'Tue', value: 31 },
  { label: 'Wed', value: 26 },
  { label: 'Thu', value: 44 },
  { label: 'Fri', value: 39 },
]
const stairs = lifts.map(({ label, value }) => ({ label, value: Math.round(value * 0.4) }))

export const partKinds = ['text', 'fields', 'table', 'chart', 'image', 'files', 'buttons', 'form', 'progress'] as const

/** `parts` answers with all nine, `parts chart` with one of them, `secret` with a word that only the asker sees. */
export function partsCommands(): CommandDeclaration[] {
  const parts = defineCommand({
    name: 'parts',
    summary: 'Shows every part of a reply',
    permission: 'stranger',
    args: { positional: ['only'], schema: z.object({ only: z.enum(partKinds).optional() }) },
    run: async ({ input }) => ({
      audience: 'everyone',
      parts: everyPart().filter((part) => isWanted(part, input.only)),
    }),
  })
  const answered = defineCommand({
    name: 'answered',
    summary: 'Says what was pressed',
    permission: 'stranger',
    args: { rest: 'text', schema: z.object({ text: z.string() }) },
    run: async ({ input }) => say(`Answered: ${String(input.text)}`),
  })
  const secret = defineCommand({
    name: 'secret',
    summary: 'Whispers',
    permission: 'stranger',
    run: async (): Promise<Reply> => whisper('The combination is **1234**.'),
  })
  return [parts, answered, secret]
}

function isWanted(part: ReplyPart, only: unknown): boolean {
  return only === undefined || part.kind === only
}

function everyPart(): ReplyPart[] {
  return [
    { kind: 'text', text: text },
    {
      kind: 'fields',
      fields: [
        { name: 'Errand', value: 'Weekly report' },
        { name: 'Asked by', value: 'Alice' },
        { name: 'State', value: 'almost done' },
        { name: 'Started', value: '08:00 today' },
      ],
    },
    {
      kind: 'table',
      columns: ['Day', 'By lift', 'By stairs'],
      rows: lifts.map(({ label, value }, i) => [label, String(value), String(stairs[i]?.value)]),
      twin: 'Guests by day',
    },
    {
      kind: 'chart',
      spec: defineChart({
        kind: 'bar',
        title: 'Guests by day',
        labels: lifts.map(({ label }) => label),
        series: [
          { name: 'By lift', values: lifts.map(({ value }) => value) },
          { name: 'By stairs', values: stairs.map(({ value }) => value) },
        ],
      }),
      image: paintPng(480, 240, barsAt),
    },
    {
      kind: 'image',
      name: 'lobby.png',
      mediaType: 'image/png',
      base64: paintPng(360, 200, bellAt),
      twin: 'The bell at the desk',
    },
    {
      kind: 'files',
      files: [
        { name: 'guests.csv', mediaType: 'text/csv', base64: Buffer.from('day,guests\nMon,18\n').toString('base64') },
      ],
      twin: 'The figures as a file',
    },
    {
      kind: 'progress',
      title: 'Preparing the report',
      steps: [
        { label: 'Read the guest book', state: 'done' },
        { label: 'Count the guests', state: 'done' },
        { label: 'Write the summary', state: 'running' },
        { label: 'Send it round', state: 'waiting' },
      ],
    },
    {
      kind: 'form',
      id: 'more',
      title: 'Tell me more',
      submit: 'Send',
      fields: [
        { name: 'text', label: 'What happened?', kind: 'text' },
        {
          name: 'urgency',
          label: 'How urgent is it?',
          kind: 'choice',
          choices: [
            { label: 'It can wait', value: 'low' },
            { label: 'Now', value: 'high' },
          ],
        },
      ],
      twin: 'Tell me what happened and how urgent it is.',
    },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Approve', action: 'run', value: 'answered approve', style: 'primary' },
        { label: 'Refuse', action: 'run', value: 'answered refuse', style: 'danger' },
        { label: 'Later', action: 'run', value: 'answered later' },
      ],
    },
  ]
}

const text = `**Good morning.** The report is *almost* ready; run \`npm start\` or read [the guide](https://example.com/guide).

- 158 guests came this week
- nobody got <b>stuck</b> & nothing broke

\`\`\`
lift 1   in order
lift 2   in order
\`\`\``

const ground: Colour = [250, 247, 240]

function barsAt(x: number, y: number): Colour {
  const [bar, inBar] = [Math.floor((x - 30) / 86), (x - 30) % 86]
  const point = lifts[bar]
  const isLift = inBar >= 8 && inBar < 40
  const isStairs = inBar >= 42 && inBar < 74
  const value = (isLift ? point?.value : isStairs ? stairs[bar]?.value : 0) ?? 0
  if (x < 30 || y > 216 || value === 0) return y === 217 ? [120, 120, 120] : ground
  return 216 - y <= value * 4.4 ? (isLift ? [37, 99, 201] : [194, 88, 12]) : ground
}

function bellAt(x: number, y: number): Colour {
  const [dx, dy] = [x - 180, y - 140]
  if (dy > 0 && dy < 14 && Math.abs(dx) < 84) return [92, 64, 32]
  if (dy <= 0 && dx * dx + dy * dy < 70 * 70) return dx + dy < -40 ? [255, 222, 130] : [226, 168, 44]
  if (dx * dx + (dy + 78) ** 2 < 100) return [92, 64, 32]
  return [60 + Math.floor(y / 3), 90 + Math.floor(y / 3), 130]
}
