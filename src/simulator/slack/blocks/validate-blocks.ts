// Whether Slack would take these blocks, and what it would say if not.
import { z } from 'zod'
import type { Json } from '../model.ts'
import { anyBlock } from './blocks.ts'
import { type Problem, problemsOf, sayProblems } from './problems.ts'

export type Verdict = { ok: true; blocks: Json[] } | { ok: false; error: string; messages: string[] }

const inMessage = z.array(anyBlock).max(50)

/** The most text that all blocks of one message carry together. */
const maxText = 13_200
const maxMarkdown = 12_000

export function validateBlocks(value: unknown): Verdict {
  if (!Array.isArray(value) || value.some((block) => typeof block !== 'object' || block === null)) {
    return { ok: false, error: 'invalid_blocks_format', messages: [] }
  }
  const parsed = inMessage.safeParse(value)
  const problems = parsed.success ? twinProblems(value, '/blocks') : problemsOf(parsed.error, value, '/blocks')
  if (problems.length > 0) return { ok: false, error: 'invalid_blocks', messages: sayProblems(problems) }
  return inAll(value as Json[])
}

/** What only shows when all blocks are looked at together. */
function inAll(blocks: Json[]): Verdict {
  const ofType = (type: string) => blocks.filter((block) => block.type === type)
  if (ofType('data_visualization').length > 2) {
    const message = 'no more than 2 data_visualization blocks allowed [json-pointer:/blocks]'
    return { ok: false, error: 'invalid_blocks', messages: [message] }
  }
  if (ofType('table').length > 1) return { ok: false, error: 'only_one_table_allowed', messages: [] }
  const markdown = ofType('markdown').reduce((sum, block) => sum + String(block.text).length, 0)
  if (markdown > maxMarkdown || textLength(blocks) > maxText) {
    return { ok: false, error: 'msg_blocks_too_long', messages: [] }
  }
  return { ok: true, blocks }
}

/** Block ids are unique in a message or view, action ids within a block. */
export function twinProblems(blocks: Json[], root: string): Problem[] {
  const problems: Problem[] = []
  const seen = new Set<unknown>()
  blocks.forEach((block, at) => {
    if (block.block_id !== undefined && seen.has(block.block_id)) {
      problems.push({ pointer: `${root}/${at}/block_id`, message: `block_id "${block.block_id}" already exists` })
    }
    seen.add(block.block_id)
    const twin = twinOf(actionIds(block))
    if (twin !== undefined) {
      problems.push({ pointer: `${root}/${at}`, message: `action_id "${twin}" already exists for another action` })
    }
  })
  return problems
}

function actionIds(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(actionIds)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === 'action_id' ? [String(inner)] : actionIds(inner)))
}

function twinOf(ids: string[]): string | undefined {
  return ids.find((id, at) => ids.indexOf(id) !== at)
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + textLength(inner), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  )
}
