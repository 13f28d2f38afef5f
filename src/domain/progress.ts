// How far a long errand is, as people see it while it runs. Only the latest counts: it may be shown, skipped or lost.
import { escapeMarkdown } from './escape-markdown.ts'
import { type Button, type Reply, type ReplyPart, textOf } from './reply.ts'

export type ProgressStep = Extract<ReplyPart, { kind: 'progress' }>['steps'][number]

/** What a tool tells of itself: what is named is told whole, what is not named stays as it was. */
export type Progress = { title?: string; steps?: ProgressStep[]; text?: string }

/** What there is to show; of a long text only the end, after `skipped` characters. */
export type Live = { title: string; steps: ProgressStep[]; text: string; skipped: number }

const mostSteps = 15
const longestLabel = 80
const longestTitle = 200
const longestText = 3_000

/** The same in so many bytes of JSON at most; a whole reply is sent when all is done. */
export function toLive(told: Required<Progress>, mostBytes = 7_000): Live {
  const title = oneLine(told.title, longestTitle)
  const steps = told.steps
    .slice(-mostSteps)
    .map(({ label, state }) => ({ label: oneLine(label, longestLabel) || '…', state }))
  const room = mostBytes - bytesOf({ title, steps })
  let text = told.text.slice(-longestText)
  while (bytesOf(text) > room) text = text.slice(Math.ceil(text.length / 4))
  return { title, steps, text: text.toWellFormed(), skipped: told.text.length - text.length }
}

/** For platforms that show a running errand as a message like any other. */
export function replyOfLive({ title, steps, text, skipped }: Live, buttons: Button[]): Reply {
  const parts: ReplyPart[] = [
    steps.length > 0 ? { kind: 'progress', title, steps } : { kind: 'text', text: escapeMarkdown(title) },
    { kind: 'text', text: skipped > 0 ? `…${text}` : text },
    { kind: 'buttons', buttons },
  ]
  return { audience: 'everyone', parts: parts.filter((part) => textOf({ parts: [part], audience: 'everyone' }) !== '') }
}

function oneLine(text: string, longest: number): string {
  const line = text
    .slice(0, longest * 4)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return line.length <= longest
    ? line
    : `${line
        .slice(0, longest - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
