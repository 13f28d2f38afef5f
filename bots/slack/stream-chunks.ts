// What a native stream is told: how it begins, and what is new since. A stream only grows; what cannot be said by growing is no chunk.
import type { LiveView } from '../../src/ports/live-messages.ts'
import { type Block, shortened } from './blocks.ts'
import type { Json } from './json.ts'
import { toMarkdown } from './to-mrkdwn.ts'

/** What a stream shows so far. */
export type Course = {
  startedAt: number
  title: string
  steps: LiveView['steps']
  text: string
  skipped: number
  length: number
}

const mostInAll = 11_000

export function beginStream(view: LiveView, controls: Block[], now: number): { chunks: Json[]; course: Course } {
  const course = { startedAt: now, title: '', steps: [], text: '', skipped: 0, length: 0 }
  const begun = growStream(course, view)
  const below: Json[] = controls.length > 0 ? [{ type: 'blocks', blocks: controls }] : []
  return begun ? { chunks: [...begun.chunks, ...below], course: begun.course } : { chunks: below, course }
}

/** Undefined when the stream cannot come to show this. */
export function growStream(course: Course, view: LiveView): { chunks: Json[]; course: Course } | undefined {
  const more = newText(course, view)
  if (more === undefined || view.steps.length < course.steps.length) return undefined
  const said = toMarkdown(more)
  const length = course.length + said.length
  if (length > mostInAll) return undefined
  const plan: Json[] = view.title === course.title ? [] : [{ type: 'plan_update', title: shortened(view.title, 250) }]
  const tasks = view.steps.flatMap((step, i) => (isSame(step, course.steps[i]) ? [] : [taskOf(step, i)]))
  const text: Json[] = said ? [{ type: 'markdown_text', text: said }] : []
  const { title, steps } = view
  const shown = course.text + more
  return { chunks: [...plan, ...tasks, ...text], course: { ...course, title, steps, text: shown, length } }
}

const statusOf = { waiting: 'pending', running: 'in_progress', done: 'complete', failed: 'error' } as const

function taskOf({ label, state }: LiveView['steps'][number], i: number): Json {
  return { type: 'task_update', id: `step-${i + 1}`, title: label, status: statusOf[state] }
}

function isSame(step: LiveView['steps'][number], before: LiveView['steps'][number] | undefined): boolean {
  return step.label === before?.label && step.state === before.state
}

/** What follows the text shown so far; undefined when that was changed or some of what follows was missed. */
function newText({ text }: Course, view: LiveView): string | undefined {
  const known = text.length - view.skipped
  if (known < 0 || known > view.text.length) return undefined
  if (!text.endsWith(view.text.slice(0, known))) return undefined
  // A word that is not whole yet could become a mention which nobody meant.
  return view.text.slice(known).replace(/[@<\\]\S*$/, '')
}
