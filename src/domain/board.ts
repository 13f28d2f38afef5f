// A board as it is seen: what stands on it, nothing about how it is drawn. Its words are made of the same figures.
import { z } from 'zod'
import { chartSpec } from './chart.ts'
import { describeChart } from './describe-chart.ts'

const tone = z.enum(['good', 'bad', 'none'])

export const tile = z.object({
  label: z.string(),
  value: z.string(),
  note: z.string(),
  tone,
  trend: z.array(z.number().nullable()),
})

export const boardBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tiles'), tiles: z.array(tile) }),
  z.object({ kind: z.literal('chart'), spec: chartSpec }),
  z.object({
    kind: z.literal('table'),
    title: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
  z.object({
    kind: z.literal('status'),
    title: z.string(),
    lights: z.array(z.object({ label: z.string(), note: z.string(), tone })),
  }),
])

export const board = z.object({
  title: z.string(),
  subtitle: z.string(),
  theme: z.enum(['light', 'dark']),
  blocks: z.array(boardBlock),
})

export type Board = z.output<typeof board>
export type BoardBlock = z.output<typeof boardBlock>
export type Tile = z.output<typeof tile>

export function describeBoard({ title, subtitle, blocks }: Board): string {
  return [title, subtitle, ...blocks.flatMap(linesOf)].join('\n')
}

function linesOf(block: BoardBlock): string[] {
  switch (block.kind) {
    case 'tiles':
      return block.tiles.map(({ label, value, note }) => [`${label}: ${value}`, note].filter(Boolean).join(', '))
    case 'chart':
      return [describeChart(block.spec)]
    case 'table':
      return [block.title, ...block.rows.map((row) => row.join(' · '))].filter(Boolean)
    case 'status':
      return [block.title, ...block.lights.map(({ label, note, tone: of }) => `${marks[of]} ${label}: ${note}`)]
  }
}

const marks = { good: '✓', bad: '✗', none: '–' } as const
