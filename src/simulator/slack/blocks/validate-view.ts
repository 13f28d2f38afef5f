// Whether Slack would open this modal or publish this home tab.
import { z } from 'zod'
import type { Json } from '../model.ts'
import { anyBlock, onlyInMessages } from './blocks.ts'
import { id, plain } from './pieces.ts'
import { type Problem, problemsOf, sayProblems } from './problems.ts'
import { twinProblems } from './validate-blocks.ts'

type ViewVerdict = { ok: true; view: Json & { blocks: Json[] } } | { ok: false; error: string; messages: string[] }

const common = {
  blocks: z.array(anyBlock).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: id.or(z.literal('')).optional(),
  external_id: z.string().max(255).optional(),
}

const modal = z.strictObject({
  type: z.literal('modal'),
  title: plain(24),
  submit: plain(24).nullish(),
  close: plain(24).nullish(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
  ...common,
})

const home = z.strictObject({ type: z.literal('home'), ...common })

export function validateView(value: unknown, kind: 'modal' | 'home'): ViewVerdict {
  if (JSON.stringify(value ?? '').length > 250_000) return { ok: false, error: 'view_too_large', messages: [] }
  const parsed = (kind === 'modal' ? modal : home).safeParse(value)
  const problems = parsed.success ? deeperProblems(value as Json) : problemsOf(parsed.error, value, '/view')
  if (problems.length > 0) return { ok: false, error: 'invalid_arguments', messages: sayProblems(problems) }
  return { ok: true, view: value as Json & { blocks: Json[] } }
}

function deeperProblems(view: Json): Problem[] {
  const blocks = view.blocks as Json[]
  const problems = twinProblems(blocks, '/view/blocks')
  blocks.forEach((block, at) => {
    if (!onlyInMessages.has(String(block.type))) return
    problems.push({ pointer: `/view/blocks/${at}/type`, message: `unsupported type: ${String(block.type)}` })
  })
  if (view.type === 'modal' && !view.submit && blocks.some((block) => block.type === 'input')) {
    problems.push({ pointer: '/view', message: 'missing required field: submit' })
  }
  return problems
}
